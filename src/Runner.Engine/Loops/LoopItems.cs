using Runner.Engine.Batches;
using Runner.Engine.Binding;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Loops;

/// <summary>The items of a loop, and what each step or job of it sees of its own.</summary>
sealed class LoopItems
{
    const int LongestLabel = 60;

    static readonly string[] NamingFields = ["name", "id", "host", "url", "title"];

    readonly CheckedLoop loop;
    readonly IReadOnlyList<Value> items;
    readonly int total;

    LoopItems(CheckedLoop loop, IReadOnlyList<Value> items, int parallel, int first, int total)
    {
        this.loop = loop;
        this.items = items;
        this.total = total;
        First = first;
        Parallel = parallel;
    }

    /// <summary>The items themselves.</summary>
    public IReadOnlyList<Value> Items => items;

    /// <summary>The place in the list of the first of them; 0 but for a batch.</summary>
    public int First { get; }

    /// <summary>The items of a batch.</summary>
    public static LoopItems OfBatch(CheckedLoop loop, BatchOfRun batch) => new(loop, batch.Items, batch.Parallel, batch.First, batch.Total);

    /// <summary>How many there are.</summary>
    public int Count => items.Count;

    /// <summary>How many run at once.</summary>
    public int Parallel { get; }

    /// <summary>Makes the list.</summary>
    /// <exception cref="BindingException">What <c>for-each</c> answers is no list.</exception>
    /// <exception cref="TemplateException">An expression failed.</exception>
    public static LoopItems Of(CheckedLoop loop, int standard, RunScope scope)
    {
        var list = loop.Items.Evaluate(scope);
        if (list.Kind != ValueKind.Array)
            throw new TemplateException(loop.Items.Location, $"`for-each` must be a list, and this is {(list.IsNull ? "nothing" : list.Kind == ValueKind.Object ? "a mapping" : $"the {list.Kind.ToString().ToLowerInvariant()} {list}")}", null);
        var parallel = loop.MaxParallel is { } limit ? Settings.CountOf(limit, "max-parallel", CheckedLoop.MostAtOnce, scope) : standard;
        return new(loop, list.AsArray(), parallel, first: 0, list.AsArray().Count);
    }

    /// <summary>The scope of an item.</summary>
    public RunScope ScopeOf(int index, RunScope scope)
    {
        var position = new ValueObject { ["index"] = Value.From(First + index), ["count"] = Value.From(total) };
        return scope.With(CheckedLoop.Position, Value.From(position)).With(loop.As, items[index]);
    }

    /// <summary>What people call an item.</summary>
    public string LabelOf(int index)
    {
        var item = items[index];
        if (item.Kind == ValueKind.Object)
        {
            foreach (var field in NamingFields)
            {
                if (item.AsObject().TryGet(field, out var name) && name.Kind is ValueKind.String or ValueKind.Number) return Cut(Coercion.ToText(name));
            }

            if (loop.Items is MatrixTemplate) return Cut(string.Join(", ", item.AsObject().Entries.Select(entry => TextOf(entry.Value))));
        }

        return Cut(TextOf(item));
    }

    static string TextOf(Value value) => value.Kind is ValueKind.Object or ValueKind.Array ? ValueJson.Write(value, indented: false) : value.IsNull ? "null" : Coercion.ToText(value);

    static string Cut(string text) => text.Length <= LongestLabel ? text : $"{text[..LongestLabel]}…";
}
