using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>What a function does. It reads each argument at most once, and only those that it needs.</summary>
/// <exception cref="ExpressionEvaluationException">There is no answer; see <see cref="Arguments.Error(string, Exception?)"/>.</exception>
public delegate Value FunctionBody(Arguments arguments);

/// <summary>A parameter of a function.</summary>
/// <param name="Name">What the documentation calls it.</param>
/// <param name="Type">What it may be. Where it is a scalar, scalars of other kinds are coerced to it.</param>
public sealed record FunctionParameter(string Name, TypeShape Type);

/// <summary>A function that expressions can call, with all that documentation and static checks need.</summary>
public sealed record Function
{
    /// <summary>The number of arguments that a function without a limit of its own takes.</summary>
    public const int NoLimit = byte.MaxValue;

    /// <summary>The name as documentation writes it; calls may use any case.</summary>
    public required string Name { get; init; }

    /// <summary>The fewest arguments.</summary>
    public required int MinArguments { get; init; }

    /// <summary>The most arguments.</summary>
    public required int MaxArguments { get; init; }

    /// <summary>Whether only an odd number of arguments makes sense.</summary>
    public bool TakesOddArguments { get; init; }

    /// <summary>Whether it asks how things went so far: a condition that calls it also decides after a failure.</summary>
    public bool AsksStatus { get; init; }

    /// <summary>The parameters in order. When there are more arguments than parameters, the last ones repeat.</summary>
    public IReadOnlyList<FunctionParameter> Parameters { get; init; } = [];

    /// <summary>What the answer may be.</summary>
    public required TypeShape Result { get; init; }

    /// <summary>What it does, in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>An expression that uses it.</summary>
    public required string Example { get; init; }

    /// <summary>What <see cref="Example"/> evaluates to, as compact JSON.</summary>
    public required string ExampleResult { get; init; }

    /// <summary>What it does.</summary>
    public required FunctionBody Body { get; init; }

    /// <summary>How it is called: <c>join(list, separator?)</c>.</summary>
    public string Signature =>
        $"{Name}({string.Join(", ", Parameters.Select((each, i) => each.Name + (i < MinArguments ? "" : "?")))}{(MaxArguments > Parameters.Count ? ", ..." : "")})";

    /// <summary>The signature.</summary>
    public override string ToString() => Signature;
}
