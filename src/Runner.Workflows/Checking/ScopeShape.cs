using Runner.Workflows.Types;

namespace Runner.Workflows.Checking;

/// <summary>The contexts that an expression may name at one place, and what is known of each.</summary>
sealed class ScopeShape
{
    readonly Dictionary<string, TypeShape> contexts;

    ScopeShape(Dictionary<string, TypeShape> contexts, Func<string, string?>? whyNoStep = null)
    {
        this.contexts = contexts;
        WhyNoStep = whyNoStep;
    }

    /// <summary>Nothing in scope.</summary>
    public static ScopeShape Empty { get; } = new(new Dictionary<string, TypeShape>(StringComparer.OrdinalIgnoreCase));

    /// <summary>The names in scope.</summary>
    public IEnumerable<string> Names => contexts.Keys;

    /// <summary>What is known of a context; null when there is none of this name.</summary>
    public TypeShape? Find(string name) => contexts.GetValueOrDefault(name);

    /// <summary>Tells why the scope has no step of an id, where the workflow has one elsewhere.</summary>
    public Func<string, string?>? WhyNoStep { get; }

    /// <summary>This scope and one more context.</summary>
    public ScopeShape With(string name, TypeShape shape) => new(Plus(name, shape), WhyNoStep);

    /// <summary>This scope and the steps that come before.</summary>
    public ScopeShape WithSteps(TypeShape steps, Func<string, string?> whyNoStep) => new(Plus("steps", steps), whyNoStep);

    /// <summary>An object of the given fields.</summary>
    public static TypeShape ObjectOf(IEnumerable<FieldShape> fields) => new(ShapeKind.Object) { Fields = fields as FieldList ?? new FieldList(fields) };

    Dictionary<string, TypeShape> Plus(string name, TypeShape shape) => new(contexts, contexts.Comparer) { [name] = shape };
}
