using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Types;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>
/// Compares arguments with what functions do with them. An argument with which the call fails is an error; one that it would
/// turn into a word such as <c>Array</c>, or not look at, is a warning.
/// </summary>
sealed class ArgumentAnalysis(ExpressionFindings findings)
{
    /// <returns>Whether the call cannot succeed.</returns>
    public bool Check(CallNode call, IReadOnlyList<TypeShape> shapes)
    {
        var fails = false;
        for (var i = 0; i < shapes.Count && !findings.IsFull; i++)
        {
            if (shapes[i].Kind == ShapeKind.Any) continue;
            if (FailureOf(call.Function, i, shapes) is var (problem, help))
            {
                Tell(findings.Error, call, i, problem, help);
                fails = true;
            }
            else if (WasteOf(call, i, shapes[i]) is var (meaning, advice))
            {
                Tell(findings.Warning, call, i, meaning, advice);
            }
        }

        return fails;
    }

    static void Tell(Action<string, Text.TextSpan, string, string?> tell, CallNode call, int index, string problem, string? help) =>
        tell(DiagnosticCodes.WrongArgument, call.Arguments[index].Span, $"{call.Function.Name}: {problem}", help);

    static (string Problem, string? Help)? FailureOf(Function function, int index, IReadOnlyList<TypeShape> shapes)
    {
        var shape = shapes[index];
        switch (function.Name)
        {
            case "length" when shape.IsNumber() || shape.Kind == ShapeKind.Boolean:
                return ($"{shape.Noun()} has no length", null);
            case "keys" or "values" when shape.Kind is not (ShapeKind.Object or ShapeKind.Map):
                return ($"it takes an object, and this is {shape.Noun()}", null);
            case "case" when index % 2 == 0 && index < shapes.Count - 1 && shape.Kind != ShapeKind.Boolean:
                return ($"a condition must be true or false, and this is {shape.Noun()}", "compare it, or write !!value for whether there is one");
            case "date" or "timestamp" or "dateAdd" when index == 0 && IsNoDate(shape):
            case "dateDiff" when IsNoDate(shape):
                return ($"it takes a point in time, and this is {shape.Noun()}", "a text such as '2026-03-04T05:06:07Z', or a number of seconds or milliseconds since 1970");
            case "dateAdd" when index == 1 && IsNoDate(shape):
                return ($"it takes a duration, and this is {shape.Noun()}", "a text such as '1h30m', or a number of milliseconds");
            case "duration" or "fromJSON" or "base64Decode" when shape.IsStructure():
                return ($"it takes text, and this is {shape.Noun()}", null);
            case "min" or "max" or "sum" when shape.IsStructure() && (shapes.Count > 1 || shape.Kind != ShapeKind.List):
                return ($"it takes numbers, or one list of them, and this is {shape.Noun()}", null);
        }

        return ParameterOf(function, index)?.IsNumber() == true && shape.IsStructure() ? ($"it takes a number, and this is {shape.Noun()}", null) : null;
    }

    (string Problem, string? Help)? WasteOf(CallNode call, int index, TypeShape shape)
    {
        if (!shape.IsStructure()) return null;
        var (name, argument) = (call.Function.Name, findings.TextOf(call.Arguments[index]));
        switch (name)
        {
            case "contains" when index == 1:
                return ($"{shape.Noun()} is never found in anything", "look for one of its values");
            case "contains" when shape.Kind != ShapeKind.List:
                return ("it looks into text or a list, and never finds anything in an object", $"its names are keys({argument}), its values values({argument})");
            case "startsWith" or "endsWith":
                return ($"it takes text, and is always false of {shape.Noun()}", null);
            case "join" when index == 0 && shape.Kind != ShapeKind.List:
                return ("it takes a list, and makes an empty text of an object", $"its values are values({argument})");
        }

        return ParameterOf(call.Function, index)?.Kind == ShapeKind.String || name == "format"
            ? ($"it takes text, and {shape.Noun()} would become {WordFor(shape)}", InsteadOfWord(shape, argument))
            : null;
    }

    /// <summary>Warns of a list or an object that becomes a part of a text.</summary>
    public static void TellOfWord(ExpressionNode node, TypeShape shape, ExpressionFindings findings) =>
        findings.Warning(DiagnosticCodes.StructureInText, node.Span, $"within a text {shape.Noun()} becomes {WordFor(shape)}", InsteadOfWord(shape, findings.TextOf(node)));

    static string WordFor(TypeShape shape) => shape.Kind == ShapeKind.List ? "the word `Array`" : "the word `Object`";

    static string InsteadOfWord(TypeShape shape, string text) =>
        shape.Kind == ShapeKind.List ? $"write join({text}), or toJSON({text})" : $"write toJSON({text}), or name one of its fields";

    /// <summary>The type of the parameter that an argument is for; the last ones repeat.</summary>
    static TypeShape? ParameterOf(Function function, int index) =>
        function.Parameters.Count == 0 ? null : function.Parameters[Math.Min(index, function.Parameters.Count - 1)].Type;

    static bool IsNoDate(TypeShape shape) => shape.IsStructure() || shape.Kind == ShapeKind.Boolean;
}
