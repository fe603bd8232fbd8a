using System.Text.RegularExpressions;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>What the inputs of a workflow are declared to be.</summary>
sealed class DeclarationChecker(InputChecker inputs, DiagnosticBag diagnostics)
{
    static readonly string[] TypeNames = ["string", "number", "boolean", "choice", "list", "object", "duration"];

    /// <summary>The inputs as declared.</summary>
    public IReadOnlyList<WorkflowInput> Check(IReadOnlyList<InputSyntax> declared)
    {
        var names = new DeclaredNames("an input's name", diagnostics);
        foreach (var input in declared) names.Add(input.Name);
        return [.. declared.Select(CheckInput)];
    }

    WorkflowInput CheckInput(InputSyntax input)
    {
        var type = input.IsBroken ? TypeShape.Any : TypeOf(input.Type, input.Name);
        var standard = DefaultOf(input, type);
        if (input.Required && input.Default is not null)
            diagnostics.Error(DiagnosticCodes.InvalidValue, input.Default.Location, $"the input `{input.Name.Text}` is required, so its default would never be used", "remove `required` or `default`");
        return new(input.Name.Text, type, standard, input.Required, input.Description?.Text);
    }

    Value DefaultOf(InputSyntax input, TypeShape type)
    {
        const string Help = "where the input is used, write ${{ inputs.NAME || env.OTHER }}";
        switch (input.Default)
        {
            case null or YamlScalar { Value.IsNull: true }:
                return Value.Null;
            case YamlScalar { Text: var text } when text.Contains("${{", StringComparison.Ordinal):
                diagnostics.Error(DiagnosticCodes.InvalidValue, input.Default.Location, $"the default of `{input.Name.Text}` must be written out; it may not be an expression", Help.Replace("NAME", input.Name.Text, StringComparison.Ordinal));
                return Value.Null;
        }

        if (inputs.Check(input.Default, type, input.Name.Text, ScopeShape.Empty) is not { } template) return Value.Null;
        if (template.Constant is { } constant) return constant;
        diagnostics.Error(DiagnosticCodes.InvalidValue, input.Default.Location, $"the default of `{input.Name.Text}` must be written out; it may not hold an expression");
        return Value.Null;
    }

    TypeShape TypeOf(InputTypeSyntax syntax, YamlScalar owner)
    {
        // What only one type may have tells the type too.
        var name = syntax.Name?.Text ?? (syntax.Options is not null ? "choice" : syntax.Items is not null ? "list" : syntax.Properties is not null ? "object" : "string");
        RefuseUnless("choice", "options", syntax.Options is { Count: > 0 } options ? options[0] : null);
        RefuseUnless("string", "pattern", syntax.Pattern);
        RefuseUnless("list", "items", syntax.Items?.Name);
        RefuseUnless("object", "properties", syntax.Properties is { Count: > 0 } properties ? properties[0].Name : null);
        switch (name)
        {
            case "string": return TypeShape.String with { Pattern = PatternOf(syntax.Pattern) };
            case "number": return TypeShape.Number;
            case "boolean": return TypeShape.Boolean;
            case "duration": return new(ShapeKind.Duration);
            case "choice": return new(ShapeKind.Choice) { Choices = OptionsOf(syntax, owner) };
            case "list": return new(ShapeKind.List) { Element = syntax.Items is { } items ? TypeOf(items, owner) : TypeShape.Any };
            case "object" when syntax.Properties is null: return new(ShapeKind.Map) { Element = TypeShape.Any };
            case "object": return ScopeShape.ObjectOf(Check(syntax.Properties).Select(FieldOf));
            default:
                diagnostics.Error(DiagnosticCodes.InvalidValue, syntax.Name!.Location, $"there is no input type `{ShownText.Shorten(name)}`",
                    name is "integer" or "int" or "float" ? "did you mean `number`?" : name is "array" ? "did you mean `list`?" : name is "map" or "mapping" ? "did you mean `object`?" : NameHelp.For(name, TypeNames, "there are"));
                return TypeShape.Any;
        }

        void RefuseUnless(string type, string key, YamlScalar? value)
        {
            if (value is not null && name != type)
                diagnostics.Error(DiagnosticCodes.InvalidValue, value.Location, $"`{key}` is for inputs of the type {type}, and `{owner.Text}` is a {name}", $"write `type: {type}`, or remove `{key}`");
        }
    }

    static FieldShape FieldOf(WorkflowInput input) => new(input.Name, input.Type with { Nullable = !input.Required }) { Description = input.Description, Required = input.Required };

    IReadOnlyList<string> OptionsOf(InputTypeSyntax syntax, YamlScalar owner)
    {
        if (syntax.Options is { Count: > 0 } options) return [.. options.Select(option => option.Text)];
        diagnostics.Error(DiagnosticCodes.MissingKey, syntax.Name?.Location ?? owner.Location, $"the choice `{owner.Text}` has no `options`", "such as options: [eu, us]");
        return [];
    }

    string? PatternOf(YamlScalar? pattern)
    {
        if (pattern is null) return null;
        try
        {
            return new Regex(pattern.Text, ShapeConverter.PatternOptions).ToString();
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, pattern.Location, $"`pattern` is not a regular expression that can be used: {e.Message.TrimEnd('.')}", "such as ^[a-z]+$; look-around and back-references are not available");
            return null;
        }
    }
}
