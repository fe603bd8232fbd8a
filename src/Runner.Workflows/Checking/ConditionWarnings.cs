using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Conditions that look right and never hold.</summary>
sealed class ConditionWarnings(DiagnosticBag diagnostics)
{
    /// <summary>Warns of <c>if: failure()</c> where nothing comes before.</summary>
    public void WarnIfNothingCanHaveFailed(YamlScalar? condition, string why)
    {
        if (condition is null) return;
        var text = condition.Text.Trim();
        if (text.StartsWith("${{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)) text = text[3..^2].Trim();
        if (text.Equals("failure()", StringComparison.OrdinalIgnoreCase))
            diagnostics.Warning(DiagnosticCodes.NeverRuns, condition.Location, $"this never runs: {why}", "name what it waits for, or remove the condition");
    }

    /// <summary>Warns of <c>success() &amp;&amp; failure()</c>, and of a look at a failure where <c>success()</c> is implied.</summary>
    /// <param name="written">The condition as it is written.</param>
    /// <param name="condition">The same, parsed; null when it is wrong.</param>
    /// <param name="context">Where the outcomes are: <c>needs</c> or <c>steps</c>.</param>
    /// <param name="find">What is implied to have succeeded, by its id; null where nothing is implied.</param>
    public void WarnIfNeverTrue(YamlScalar? written, CheckedCondition? condition, string context, Func<string, Predecessor?>? find)
    {
        if (written is null || condition is null) return;
        var expression = condition.Expression;
        var all = new List<ExpressionNode>();
        AddOperands(expression.Root, all);
        var warning = FunctionCalls.AskStatus(expression.Root) ? Exclusive(all)
            : find is null ? null
            : all.OfType<BinaryNode>().Select(comparison => NeverAfterSuccess(comparison, expression.Text, context, find)).FirstOrDefault(found => found is not null);
        if (warning is not var (node, why, help)) return;
        // Before the expression there is nothing but blanks and braces, with which none begins.
        var offset = written.Text.IndexOf(expression.Text, StringComparison.Ordinal);
        diagnostics.Warning(DiagnosticCodes.NeverRuns, written.LocationOf(node.Span with { Start = node.Span.Start + offset }), $"this never runs: {why}", help);
    }

    /// <summary>All that must hold for the condition to hold.</summary>
    static void AddOperands(ExpressionNode node, List<ExpressionNode> all)
    {
        if (node is not LogicalNode { Operator: LogicalOperator.And } chain) all.Add(node);
        else foreach (var operand in chain.Operands) AddOperands(operand, all);
    }

    static Warning? Exclusive(List<ExpressionNode> all)
    {
        var calls = all.OfType<CallNode>().Where(call => call.Function.AsksStatus && call.Function.Name != "always").ToList();
        return calls.Find(call => call.Function != calls[0].Function) is { } other
            ? new(other, $"at most one of `{calls[0].Function.Name}()` and `{other.Function.Name}()` is true", $"write {calls[0].Function.Name}() || {other.Function.Name}() for either")
            : null;
    }

    static Warning? NeverAfterSuccess(BinaryNode comparison, string text, string context, Func<string, Predecessor?> find)
    {
        if (comparison.Operator is not (BinaryOperator.Equal or BinaryOperator.NotEqual)) return null;
        var (reference, literal) = comparison.Left is LiteralNode ? (comparison.Right, comparison.Left) : (comparison.Left, comparison.Right);
        if (literal is not LiteralNode { Value: { Kind: ValueKind.String } value }) return null;
        if (Split(reference) is not var (owner, field) || Split(owner) is not (NameNode name, var id) || !Is(name.Name, context)) return null;
        if (find(id) is not { } before || !(Is(field, "conclusion") || Is(field, "outcome") && !before.ContinueOnError)) return null;

        var compared = value.AsString();
        var isEqual = comparison.Operator == BinaryOperator.Equal;
        var isNever = isEqual
            ? Is(compared, "failure") || Is(compared, "cancelled") || Is(compared, "skipped") && !before.MayBeSkipped
            : Is(compared, "success") && !before.MayBeSkipped;
        if (!isNever) return null;
        return new(comparison, $"without a status function success() is implied, and then `{TextOf(reference)}` is {(isEqual ? $"never '{compared}'" : "always 'success'")}",
            $"write {(isEqual && Is(compared, "failure") ? "failure()" : "always()")} && {TextOf(comparison)}");

        string TextOf(ExpressionNode node) => text.Substring(node.Span.Start, node.Span.Length);
    }

    static (ExpressionNode Target, string Name)? Split(ExpressionNode node) => node switch
    {
        MemberNode member => (member.Target, member.Name),
        IndexNode { Index: LiteralNode { Value: { Kind: ValueKind.String } name } } index => (index.Target, name.AsString()),
        _ => null,
    };

    static bool Is(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);

    sealed record Warning(ExpressionNode Node, string Why, string Help);
}

/// <summary>What a condition can rely on of a job or a step before it.</summary>
/// <param name="ContinueOnError">Whether it may have failed and yet count as a success.</param>
/// <param name="MayBeSkipped">Whether it may have been skipped and yet count as a success.</param>
readonly record struct Predecessor(bool ContinueOnError, bool MayBeSkipped);
