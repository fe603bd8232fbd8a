using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking;

/// <summary>
/// Finds what becomes part of the text that a template makes. What only chooses between texts, as a comparison does, is not
/// part of it; neither is a number or a boolean, which can spell nothing.
/// </summary>
/// <param name="scope">What the template's expressions may name.</param>
/// <param name="wanted">Asked of each reference, by its names from the context on; a name that is computed is null.</param>
sealed class ValueFlow(ScopeShape scope, Func<IReadOnlyList<string?>, bool> wanted)
{
    /// <summary>The first reference that is wanted and flows into the text, as it is written; null when none does.</summary>
    public string? Find(InputTemplate template) => template switch
    {
        TextTemplate text => text.Template.Parts.Select(part => part.Expression is { } expression ? Find(expression, text) : null).FirstOrDefault(found => found is not null),
        ListTemplate list => list.Items.Select(Find).FirstOrDefault(found => found is not null),
        MapTemplate map => map.Entries.Select(entry => Find(entry.Value)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    string? Find(Expression expression, TextTemplate place)
    {
        // Whatever is wrong with the expression has been told by whoever checked it.
        var typer = new ExpressionTyper(scope, [], _ => place.Location);
        return Find(expression.Root, typer) is { } node ? expression.Text.Substring(node.Span.Start, node.Span.Length) : null;
    }

    ExpressionNode? Find(ExpressionNode node, ExpressionTyper typer)
    {
        if (typer.TypeOf(node).Kind is ShapeKind.Boolean or ShapeKind.Number or ShapeKind.Integer or ShapeKind.Duration or ShapeKind.Choice) return null;
        return node switch
        {
            ReferenceNode reference => FindReference(reference, typer),
            CallNode call => First(TextsOf(call), typer),
            // All but the last are answered only where they are not truthy: then they are empty.
            LogicalNode { Operator: LogicalOperator.And } and => Find(and.Operands[^1], typer),
            LogicalNode or => First(or.Operands, typer),
            _ => null,
        };
    }

    ExpressionNode? FindReference(ReferenceNode reference, ExpressionTyper typer)
    {
        var path = new List<string?>();
        ExpressionNode at = reference;
        while (true)
        {
            switch (at)
            {
                case NameNode name:
                    path.Insert(0, name.Name);
                    return wanted(path) ? reference : null;
                case MemberNode member:
                    path.Insert(0, member.Name);
                    at = member.Target;
                    break;
                case IndexNode index:
                    path.Insert(0, index.Index is LiteralNode { Value: { Kind: ValueKind.String } literal } ? literal.AsString() : null);
                    at = index.Target;
                    break;
                case WildcardNode wildcard:
                    path.Insert(0, null);
                    at = wildcard.Target;
                    break;
                default:
                    return Find(at, typer);
            }
        }
    }

    /// <summary>The arguments that the answer may be made of; <c>case()</c> takes every second one as a condition only.</summary>
    static IEnumerable<ExpressionNode> TextsOf(CallNode call) => string.Equals(call.Function.Name, "case", StringComparison.OrdinalIgnoreCase)
        ? call.Arguments.Where((_, i) => i % 2 == 1 || i == call.Arguments.Count - 1)
        : call.Arguments;

    ExpressionNode? First(IEnumerable<ExpressionNode> nodes, ExpressionTyper typer) => nodes.Select(node => Find(node, typer)).FirstOrDefault(found => found is not null);
}
