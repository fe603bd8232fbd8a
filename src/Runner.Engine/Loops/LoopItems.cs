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

    LoopItems(CheckedLoop loop, IReadOnlyList<Value> items, int parallel)
    {
        this.loop = loop;
        this.items = items;
        Parallel = parallel;
    }

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
        return new(loop, list.AsArray(), parallel);
    }

    /// <summary>The scope of an item.</summary>
    public RunScope ScopeOf(int index, RunScope scope)
    {
        var position = new ValueObject { ["index"] = Value.From(index), ["count"] = Value.From(Count) };
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
