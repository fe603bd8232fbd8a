using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>A step before which a run has stopped: its contexts can be looked at and changed. What it shows has its secrets masked.</summary>
public sealed class PausedStep
{
    readonly CheckedStep step;
    readonly ScopeChanges changes;
    readonly SecretMasker masker;

    internal PausedStep(CheckedStep step, StepIdentity identity, RunScope scope, ScopeChanges changes, SecretMasker masker)
    {
        this.step = step;
        this.changes = changes;
        this.masker = masker;
        Step = identity with { Name = masker.MaskText(identity.Name) };
        Scope = scope;
    }

    /// <summary>Which step.</summary>
    public StepIdentity Step { get; }

    /// <summary>Where it stands.</summary>
    public SourceLocation Location => step.Location;

    /// <summary>The contexts that its expressions can name.</summary>
    public IReadOnlyList<string> Contexts => Scope.Names;

    internal RunScope Scope { get; private set; }

    /// <summary>The inputs that the action would get.</summary>
    /// <exception cref="TemplateException">One of them cannot be made.</exception>
    public Value Inputs() => masker.MaskValue(step.With.Evaluate(Scope));

    /// <summary>Evaluates an expression in the step's contexts.</summary>
    /// <exception cref="ExpressionSyntaxException">It is none.</exception>
    /// <exception cref="ExpressionEvaluationException">It has no answer.</exception>
    public Value Evaluate(string expression) => masker.MaskValue(Expression.Parse(expression, FunctionRegistry.Default).Evaluate(Scope));

    /// <summary>Changes a value in a context, for this step and those after it in its job.</summary>
    /// <param name="target">What to change, as an expression names it: <c>env.BASE</c>, <c>steps.login.outputs.token</c>.</param>
    /// <param name="expression">What it becomes.</param>
    /// <exception cref="ContextChangeException">The target is not a place in a context.</exception>
    /// <exception cref="ExpressionSyntaxException">One of them is no expression.</exception>
    /// <exception cref="ExpressionEvaluationException">The expression has no answer.</exception>
    public void Set(string target, string expression)
    {
        var place = Expression.Parse(target, FunctionRegistry.Default);
        var path = PathOf(place.Root) ?? throw new ContextChangeException($"`{target}` is no place in a context; such as env.BASE");
        if (!Scope.TryGetValue(path[0], out var context)) throw new ContextChangeException($"there is no context `{path[0]}` here; there are: {string.Join(", ", Contexts)}");
        var value = Expression.Parse(expression, FunctionRegistry.Default).Evaluate(Scope);
        var changed = With(context, path.AsSpan(1), value);
        changes.Set(path[0], changed);
        Scope = Scope.With(path[0], changed);
    }

    static string[]? PathOf(ExpressionNode node) => node switch
    {
        NameNode name => [name.Name],
        MemberNode member when PathOf(member.Target) is { } path => [.. path, member.Name],
        IndexNode { Index: LiteralNode { Value.Kind: ValueKind.String } index } indexed when PathOf(indexed.Target) is { } path => [.. path, index.Value.AsString()],
        _ => null,
    };

    /// <summary>A copy with another value at a place: what was there may belong to a result, which cannot be changed.</summary>
    static Value With(Value owner, ReadOnlySpan<string> path, Value value)
    {
        if (path.IsEmpty) return value;
        var copy = new ValueObject();
        var name = path[0];
        if (owner.Kind == ValueKind.Object)
        {
            foreach (var (key, entry) in owner.AsObject().Entries)
            {
                if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) name = key;
                copy[key] = entry;
            }
        }

        copy[name] = With(copy.TryGet(name, out var inner) ? inner : Value.Null, path[1..], value);
        return Value.From(copy);
    }
}

/// <summary>A change was asked for that is not one of a context.</summary>
public sealed class ContextChangeException(string message) : Exception(message);
