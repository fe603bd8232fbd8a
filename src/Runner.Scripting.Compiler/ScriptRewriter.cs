using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Runner.Scripting.Clients;

namespace Runner.Scripting.Compiler;

/// <summary>
/// Makes of a script what C# alone cannot say: <c>new Http.Get</c> names the type of the action <c>http.get</c>, an expectation
/// that fails tells what its parts were, and <c>using var</c> may stand at the top.
/// </summary>
static class ScriptRewriter
{
    static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    public static EditedText Rewrite(string text, IReadOnlyDictionary<string, string> actions, bool explain, int linesBefore = 0, Func<string, string?>? clientSource = null)
    {
        var original = SourceText.From(text, Encoding.UTF8);
        var changes = new List<TextChange>();
        if (linesBefore > 0) changes.Add(new(default, new string('\n', linesBefore)));
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(original, Parsing).GetRoot();
        var declared = new StringBuilder();
        foreach (var node in root.DescendantNodes())
        {
            switch (node)
            {
                case QualifiedNameSyntax { Left: IdentifierNameSyntax left, Right: IdentifierNameSyntax right } name
                    when node.Parent is not QualifiedNameSyntax && actions.TryGetValue($"{left.Identifier.ValueText}.{right.Identifier.ValueText}", out var type):
                    var isClient = type.StartsWith(ClientRecords.Prefix, StringComparison.Ordinal);
                    if (isClient) declared.Append(clientSource?.Invoke(type));
                    changes.Add(new(name.Span, isClient ? type : $"global::{type.Replace('+', '.')}"));
                    break;
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Expect" }, ArgumentList.Arguments: [{ Expression: ParenthesizedLambdaExpressionSyntax { ExpressionBody: { } condition } }] } call when explain:
                    changes.Add(new(new(call.ArgumentList.CloseParenToken.SpanStart, 0), Explanation(condition)));
                    break;
            }
        }

        if (text.Contains("using", StringComparison.Ordinal)) UsingDeclarations.Rewrite(root, original, changes);
        // Before the first statement: behind the last one, whose value is the script's, nothing may stand.
        if (declared.Length > 0) changes.Insert(linesBefore > 0 ? 1 : 0, new(new(root.Members[0].SpanStart, 0), declared.ToString()));
        return new(original, changes);
    }

    /// <summary>The further arguments of an expectation: its text, and a function that says what its parts are.</summary>
    static string Explanation(ExpressionSyntax condition)
    {
        var parts = new List<ExpressionSyntax>();
        Collect(condition, parts);
        var seen = parts.Select(part => part.ToString()).Distinct(StringComparer.Ordinal).Where(part => !part.Contains('\n', StringComparison.Ordinal))
            .Select(part => $"({SymbolDisplay.FormatLiteral(part, quote: true)}, (object?)({part}))");
        return $", {SymbolDisplay.FormatLiteral(string.Join(' ', condition.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), quote: true)}, () => new (string, object?)[] {{ {string.Join(", ", seen)} }}";
    }

    static void Collect(ExpressionSyntax expression, List<ExpressionSyntax> parts)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                Collect(inner.Expression, parts);
                break;
            case PrefixUnaryExpressionSyntax unary:
                Collect(unary.Operand, parts);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression } type:
                Collect(type.Left, parts);
                break;
            case BinaryExpressionSyntax binary:
                Collect(binary.Left, parts);
                Collect(binary.Right, parts);
                break;
            case IsPatternExpressionSyntax pattern:
                Collect(pattern.Expression, parts);
                break;
            case IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax or ConditionalAccessExpressionSyntax:
                if (!expression.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax or AssignmentExpressionSyntax or DeclarationExpressionSyntax)) parts.Add(expression);
                if (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } on } }) Collect(on, parts);
                break;
        }
    }
}
