using Runner.Workflows.Types;

namespace Runner.Workflows.Checking;

/// <summary>The contexts that an expression may name at one place, and what is known of each.</summary>
sealed record ScopeShape
{
    static readonly Dictionary<string, TypeShape> None = new(StringComparer.OrdinalIgnoreCase);

    Dictionary<string, TypeShape> contexts = None;

    /// <summary>Nothing in scope.</summary>
    public static ScopeShape Empty { get; } = new();

    /// <summary>The names in scope.</summary>
    public IEnumerable<string> Names => contexts.Keys;

    /// <summary>What is known of a context; null when there is none of this name.</summary>
    public TypeShape? Find(string name) => contexts.GetValueOrDefault(name);

    /// <summary>Tells why the scope has no step of an id, where the workflow has one elsewhere.</summary>
    public Func<string, string?>? WhyNoStep { get; init; }

    /// <summary>The contexts that hold what came from outside, beside those that always do: items of a loop over such a list.</summary>
    public IReadOnlyList<string> Untrusted { get; init; } = [];

    /// <summary>Takes what expressions name.</summary>
    public UsedNames Used { get; init; } = new();

    /// <summary>The project's hosts, of which nothing is read before an expression names them; null where expressions know of none.</summary>
    public InventoryScope? Inventory { get; init; }

    /// <summary>This scope and one more context.</summary>
    public ScopeShape With(string name, TypeShape shape) => this with { contexts = new(contexts, contexts.Comparer) { [name] = shape } };

    /// <summary>An object of the given fields.</summary>
    public static TypeShape ObjectOf(IEnumerable<FieldShape> fields) => new(ShapeKind.Object) { Fields = fields as FieldList ?? new FieldList(fields) };
}
