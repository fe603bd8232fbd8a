using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>The arguments of a call, evaluated when they are read.</summary>
public readonly ref struct Arguments
{
    readonly CallNode call;
    readonly ReadOnlySpan<ExpressionNode> nodes;
    readonly ref EvaluationState state;

    internal Arguments(CallNode call, ReadOnlySpan<ExpressionNode> nodes, ref EvaluationState state)
    {
        this.call = call;
        this.nodes = nodes;
        this.state = ref state;
    }

    /// <summary>How many there are.</summary>
    public int Count => nodes.Length;

    /// <summary>The function's environment.</summary>
    public EvaluationEnvironment Environment => state.Environment;

    /// <summary>Evaluates an argument. Reading it again evaluates it again.</summary>
    public Value this[int index] => nodes[index].Evaluate(ref state);

    /// <summary>Evaluates an argument and coerces it to text.</summary>
    public string Text(int index) => Coercion.ToText(this[index]);

    /// <summary>Evaluates an argument and coerces it to a number.</summary>
    /// <exception cref="ExpressionEvaluationException">It is not a number.</exception>
    public double Number(int index)
    {
        var value = this[index];
        var number = Coercion.ToNumber(value);
        return double.IsNaN(number) ? throw Error($"{Describe(value)} is not a number", index) : number;
    }

    /// <summary>Evaluates an argument that must be a whole number in a range.</summary>
    /// <exception cref="ExpressionEvaluationException">It is not.</exception>
    public int Integer(int index, int min, int max)
    {
        var number = Number(index);
        return number >= min && number <= max && double.IsInteger(number)
            ? (int)number
            : throw Error($"expected a whole number from {min} to {max}, not {Coercion.ToText(Value.From(number))}", index);
    }

    /// <summary>Evaluates an argument that must be an array.</summary>
    /// <exception cref="ExpressionEvaluationException">It is not.</exception>
    public IReadOnlyList<Value> Array(int index)
    {
        var value = this[index];
        return value.Kind == ValueKind.Array ? value.AsArray() : throw Error($"expected an array, not {Describe(value)}", index);
    }

    /// <summary>Evaluates an argument that must be an object.</summary>
    /// <exception cref="ExpressionEvaluationException">It is not.</exception>
    public IValueObject Object(int index)
    {
        var value = this[index];
        return value.Kind == ValueKind.Object ? value.AsObject() : throw Error($"expected an object, not {Describe(value)}", index);
    }

    /// <summary>The error that the call has no answer; to be thrown.</summary>
    /// <param name="problem">What is wrong, for people.</param>
    /// <param name="inner">What found it.</param>
    public ExpressionEvaluationException Error(string problem, Exception? inner = null) => new(problem, call.Span, inner);

    /// <summary>The error that an argument is of no use; to be thrown.</summary>
    public ExpressionEvaluationException Error(string problem, int index) => new($"{call.Function.Name}: {problem}", nodes[index].Span);

    /// <summary>Counts text that is being made against the evaluation's memory. A text that is the answer is counted anyway.</summary>
    /// <exception cref="ExpressionEvaluationException">It is too much.</exception>
    internal void ChargeText(long characters) => state.ChargeText(characters, call.Span);

    /// <summary>Counts the items of a list that is being made against the evaluation's memory.</summary>
    /// <exception cref="ExpressionEvaluationException">It is too much.</exception>
    internal void ChargeItems(long items) => state.ChargeItems(items, call.Span);

    internal TextSpan Span => call.Span;

    static string Describe(Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Array => "an array",
        ValueKind.Object => "an object",
        ValueKind.String when value.AsString().Length <= 40 => $"'{value.AsString()}'",
        ValueKind.String => $"'{value.AsString().AsSpan(0, 40)}...'",
        _ => Coercion.ToText(value),
    };
}
