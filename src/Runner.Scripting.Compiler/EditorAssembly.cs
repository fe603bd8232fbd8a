using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runner.Scripting.Compiling;

namespace Runner.Scripting.Compiler;

/// <summary>
/// What scripts find in scope, as an assembly for editors. They know C# scripts but not Runner: neither the members that stand in scope nor
/// <c>new Http.Get</c>. Here the former are static members of one type, which editors import, and the latter classes within it. Nothing in it does anything.
/// </summary>
static class EditorAssembly
{
    /// <summary>The type whose members and classes are imported.</summary>
    public const string Type = "Runner.Editor.Scope";

    static readonly SymbolDisplayFormat Names = SymbolDisplayFormat.FullyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    static readonly SymbolDisplayFormat Signatures = Names
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeContainingType)
        .WithGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut);

    /// <summary>Writes it, with its documentation beside it.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="references">What scripts may use.</param>
    /// <exception cref="InvalidOperationException">It does not compile, which is a defect of Runner.</exception>
    public static void Write(string path, ScriptReferences references)
    {
        var known = references.Assemblies.Select(assembly => MetadataReference.CreateFromFile(assembly, documentation: DocumentationFile.Beside(assembly))).ToList();
        var symbols = CSharpCompilation.Create("symbols", references: known);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        var code = CSharpSyntaxTree.ParseText(CodeOf(symbols, references), new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse));
        var compilation = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), [code], known, options);
        using var assembly = File.Create(path);
        using var documentation = File.Create(Path.ChangeExtension(path, ".xml"));
        var result = compilation.Emit(assembly, xmlDocumentationStream: documentation);
        if (!result.Success) throw new InvalidOperationException($"What editors need cannot be made: {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}");
    }

    static string CodeOf(CSharpCompilation symbols, ScriptReferences references)
    {
        var code = new StringBuilder("namespace Runner.Editor;\n/// <summary>What scripts find in scope.</summary>\npublic static class Scope\n{\n");
        foreach (var member in symbols.GetTypeByMetadataName(typeof(ScriptGlobals).FullName!)!.GetMembers().Where(member => member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }))
        {
            if (member is IPropertySymbol property) code.Append($"{DocumentationOf(property)}public static {property.Type.ToDisplayString(Names)} {property.Name} => default!;\n");
            else if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method) code.Append($"{DocumentationOf(method)}public static {method.ToDisplayString(Signatures).Replace($" global::{typeof(ScriptGlobals).FullName}.", " ", StringComparison.Ordinal)} {(method.ReturnsVoid ? "{ }" : "=> default!;")}\n");
        }

        foreach (var plugin in references.Actions.GroupBy(action => action.Key.Split('.')[0]))
        {
            code.Append($"/// <summary>Actions named {plugin.Key.ToLowerInvariant()}.*</summary>\npublic static class {plugin.Key}\n{{\n");
            foreach (var (name, type) in plugin)
                if (name.Contains('.', StringComparison.Ordinal) && symbols.GetTypeByMetadataName(type) is { } action) AppendAction(code, name[(plugin.Key.Length + 1)..], action);
            code.Append("}\n");
        }

        return code.Append("}\n").ToString();
    }

    /// <summary>A class with the inputs of an action, which gives what the action gives.</summary>
    static void AppendAction(StringBuilder code, string name, INamedTypeSymbol action)
    {
        if (action.AllInterfaces.FirstOrDefault(contract => contract is { Name: "IAction", TypeArguments.Length: 1 }) is not { } contract) return;
        var inputs = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var type = action; type is { SpecialType: SpecialType.None }; type = type.BaseType)
        {
            foreach (var input in type.GetMembers().OfType<IPropertySymbol>())
            {
                if (input is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false, SetMethod.DeclaredAccessibility: Accessibility.Public } && seen.Add(input.Name))
                    inputs.Append($"{DocumentationOf(input)}public {(input.IsRequired ? "required " : "")}{input.Type.ToDisplayString(Names)} {input.Name} {{ get; init; }}{(input.IsRequired ? "" : " = default!;")}\n");
            }
        }

        // No class may have a member of its own name, but inherit one.
        var shared = seen.Contains(name);
        if (shared) code.Append($"public abstract class {name}Inputs\n{{\n{inputs}}}\n");
        code.Append($"{DocumentationOf(action)}public sealed class {name} : {(shared ? $"{name}Inputs, " : "")}{contract.ToDisplayString(Names)}\n{{\n{(shared ? "" : inputs)}");
        var run = (IMethodSymbol)contract.GetMembers("RunAsync")[0];
        code.Append($"{run.ReturnType.ToDisplayString(Names)} {contract.ToDisplayString(Names)}.RunAsync({string.Join(", ", run.Parameters.Select((parameter, i) => $"{parameter.Type.ToDisplayString(Names)} p{i}"))}) => default!;\n}}\n");
    }

    /// <summary>Documentation as comments; what an action's inputs have as [Description] is their documentation.</summary>
    static string DocumentationOf(ISymbol symbol)
    {
        if (symbol.GetDocumentationCommentXml() is { Length: > 0 } xml)
        {
            try
            {
                return string.Concat(string.Concat(XElement.Parse(xml).Nodes()).Split('\n').Select(line => $"/// {line.Trim()}\n"));
            }
            catch (System.Xml.XmlException)
            {
                // It has none that can be read; the rest is as useful without.
            }
        }

        var description = symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "DescriptionAttribute") is { ConstructorArguments: [{ Value: string text }] } ? text : null;
        return description is null ? "" : $"/// <summary>{new XText(description)}</summary>\n".Replace("\r", " ", StringComparison.Ordinal);
    }
}
