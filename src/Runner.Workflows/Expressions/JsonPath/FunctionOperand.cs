using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>A function of section 2.4 with its arguments, whose types have been checked.</summary>
abstract class FunctionOperand : Operand
{
    /// <summary>Whether it answers yes or no (LogicalType) instead of a value (ValueType).</summary>
    public abstract bool IsTest { get; }

    public sealed override bool IsValue => !IsTest;

    /// <summary>The answer of one that <see cref="IsTest"/>.</summary>
    public virtual bool Test(Value current, Visit visit) => throw new InvalidOperationException();

    /// <summary>The answer of one that <see cref="Operand.IsValue"/>.</summary>
    public override Value? Evaluate(Value current, Visit visit) => throw new InvalidOperationException();

    /// <summary>The function of a name with these arguments.</summary>
    /// <exception cref="JsonPathException">There is none, or the arguments are not of its types.</exception>
    public static FunctionOperand Create(string name, List<object> arguments) => (name, arguments) switch
    {
        ("length", [var value]) => new LengthFunction(ToValue(name, value)),
        ("count", [var nodes]) => new CountFunction(ToQuery(name, nodes)),
        ("value", [var nodes]) => new ValueFunction(ToQuery(name, nodes)),
        ("match", [var text, var pattern]) => new MatchFunction(ToValue(name, text), ToValue(name, pattern), isWhole: true),
        ("search", [var text, var pattern]) => new MatchFunction(ToValue(name, text), ToValue(name, pattern), isWhole: false),
        ("length" or "count" or "value" or "match" or "search", _) => throw new JsonPathException($"{name}() does not take {arguments.Count} arguments"),
        _ => throw new JsonPathException($"there is no function {name}()"),
    };

    static Operand ToValue(string function, object argument) =>
        argument as Operand is { IsValue: true } value ? value : throw new JsonPathException($"{function}() takes a value here");

    static QueryOperand ToQuery(string function, object argument) =>
        argument as QueryOperand ?? throw new JsonPathException($"{function}() takes a query here");
}

sealed class LengthFunction(Operand argument) : FunctionOperand
{
    public override bool IsTest => false;

    public override Value? Evaluate(Value current, Visit visit) => argument.Evaluate(current, visit) is not { } value ? null : value.Kind switch
    {
        ValueKind.String => Value.From(value.AsString().EnumerateRunes().Count()),
        ValueKind.Array => Value.From(value.AsArray().Count),
        ValueKind.Object => Value.From(value.AsObject().Entries.Count()),
        _ => null,
    };
}

sealed class CountFunction(QueryOperand argument) : FunctionOperand
{
    public override bool IsTest => false;

    public override Value? Evaluate(Value current, Visit visit) => Value.From(argument.Select(current, visit).Count);
}

sealed class ValueFunction(QueryOperand argument) : FunctionOperand
{
    public override bool IsTest => false;

    public override Value? Evaluate(Value current, Visit visit) => argument.Evaluate(current, visit);
}

sealed class MatchFunction(Operand text, Operand pattern, bool isWhole) : FunctionOperand
{
    // The pattern is nearly always the same; a pair in one reference can be shared between threads.
    Tuple<string, IRegexp?>? last;

    public override bool IsTest => true;

    public override bool Test(Value current, Visit visit)
    {
        if (pattern.Evaluate(current, visit) is not { Kind: ValueKind.String } regexp) return false;
        if (text.Evaluate(current, visit) is not { Kind: ValueKind.String } subject) return false;
        var known = last;
        if (known?.Item1 != regexp.AsString()) last = known = Tuple.Create(regexp.AsString(), IRegexp.TryCreate(regexp.AsString(), isWhole));
        return known.Item2?.IsMatch(subject.AsString()) ?? false;
    }
}
