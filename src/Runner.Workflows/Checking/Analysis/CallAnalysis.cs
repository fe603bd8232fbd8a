using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Expressions.Functions;
using Runner.Workflows.Expressions.Markup;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>
/// Tries calls whose arguments are written out, or enough of them to see that the call fails: <c>matches(result.body, '[')</c>. What
/// is not known is stood in for by a value with which the function does not fail.
/// </summary>
sealed class CallAnalysis(ExpressionFindings findings)
{
    /// <summary>Reports a call that fails.</summary>
    /// <returns>What it answers, when all arguments are written out; null when that is not known.</returns>
    public Value? Check(CallNode call)
    {
        if (findings.IsFull) return null;
        if (QueryCheck(call.Function.Name) is { } problemOf)
        {
            if (call.Arguments[1] is LiteralNode query && problemOf(Coercion.ToText(query.Value)) is { } problem) Tell(call, query.Span, problem);
            return null;
        }

        if (StandIns(call) is not var (standIns, blamed)) return null;
        var written = 0;
        var arguments = new ExpressionNode[call.Arguments.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var isWritten = call.Arguments[i] is LiteralNode;
            if (isWritten) written++;
            arguments[i] = isWritten ? call.Arguments[i] : new LiteralNode(call.Arguments[i].Span, standIns[Math.Min(i, standIns.Length - 1)]);
        }

        if (written == 0 || (written < arguments.Length && call.Function.Name == "range")) return null;
        try
        {
            var state = new EvaluationState(ComparisonAnalysis.NoScope);
            var answer = new CallNode(call.Span, call.NameSpan, call.Function, arguments).Evaluate(ref state);
            return written == arguments.Length ? answer : null;
        }
        catch (ExpressionEvaluationException e)
        {
            // Where the function blames the whole call, the argument that is wrong is known here.
            var span = e.Span == call.Span && blamed < arguments.Length && call.Arguments[blamed] is LiteralNode literal ? literal.Span : e.Span;
            Tell(call, span, e.Message);
            return null;
        }
    }

    /// <summary>What says why the second argument is of no use, for functions whose second argument is a language of its own; null for others.</summary>
    static Func<string, string?>? QueryCheck(string function) => function switch
    {
        "matches" => PatternMatching.ProblemOf,
        "xpath" => XPathQuery.ProblemOf,
        "css" => CssQuery.ProblemOf,
        _ => null,
    };

    void Tell(CallNode call, TextSpan span, string problem) =>
        findings.Error(DiagnosticCodes.FailingCall, span, $"this call always fails: {problem.TrimEnd('.')}", Help(call.Function.Name));

    /// <summary>Values with which a function does not fail, the last for all that follow, and which argument is mostly wrong.</summary>
    /// <returns>Null for a function that does not fail, or must not be called before a run.</returns>
    static (Value[] StandIns, int Blamed)? StandIns(CallNode call)
    {
        Value text = Value.From(""), number = Value.From(0);
        return call.Function.Name switch
        {
            "fromJSON" => ([Value.From("0")], 0),
            "format" => ([text], 0),
            "jsonpath" => ([text], 1),
            "date" => ([number, Value.From("yyyy"), Value.From("UTC")], 0),
            "timestamp" or "dateAdd" or "dateDiff" or "formatDuration" or "round" or "min" or "max" or "sum" or "range" => ([number], 0),
            "duration" => ([Value.From("1s")], 0),
            "base64Decode" or "length" => ([text], 0),
            "replace" or "split" => ([text, Value.From("x")], 1),
            _ => null,
        };
    }

    static string? Help(string function) => function switch
    {
        "fromJSON" => "JSON has double quotes around names and texts, and no comma after the last item",
        "format" => "{0} is the first value after the template; a brace itself is written twice",
        "matches" => "this is a regular expression; a backslash before a special character takes it as it is",
        "jsonpath" => "such as '$.orders[?@.total > 10].id' (RFC 9535)",
        "xpath" => "such as '//item[@id=\"1\"]/price' (XPath 1.0)",
        "css" => "such as 'ul.results > li:first-child a[href]'",
        "duration" => DurationText.Help,
        _ => null,
    };
}
