using BenchmarkDotNet.Attributes;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Benchmarks;

/// <summary>A typical condition: parsed once, evaluated for every step.</summary>
[MemoryDiagnoser]
public class ConditionBenchmark
{
    const string Text = "result.status == 200 && result.json.status == 'UP'";

    readonly Expression condition = Expression.Parse(Text, FunctionRegistry.Default);
    readonly Scope scope = new();

    /// <summary>Evaluation.</summary>
    [Benchmark]
    public bool Evaluate() => Coercion.IsTruthy(condition.Evaluate(scope));

    /// <summary>Parsing.</summary>
    [Benchmark]
    public Expression Parse() => Expression.Parse(Text, FunctionRegistry.Default);

    sealed class Scope : IExpressionScope
    {
        readonly Value result = Value.From(new ValueObject
        {
            ["status"] = Value.From(200),
            ["json"] = Value.From(new ValueObject { ["status"] = Value.From("UP") }),
        });

        public EvaluationEnvironment Environment => EvaluationEnvironment.Default;

        public bool TryGetValue(string name, out Value value)
        {
            value = result;
            return name == "result";
        }
    }
}
