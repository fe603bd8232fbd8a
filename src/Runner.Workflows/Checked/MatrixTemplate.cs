using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checked;

/// <summary>
/// The combinations of a matrix as a list of objects, by GitHub's rules: every value of each axis with every one of the
/// others, the last axis changing fastest; without those that match an entry of <paramref name="Exclude"/>; then each
/// entry of <paramref name="Include"/> adds to the combinations whose axes it does not contradict, or is one of its own.
/// </summary>
/// <param name="Axes">The lists, by name.</param>
/// <param name="Include">A list of objects, or null.</param>
/// <param name="Exclude">A list of objects, or null.</param>
/// <param name="Location">Where it stands.</param>
public sealed record MatrixTemplate(IReadOnlyList<NamedTemplate> Axes, InputTemplate? Include, InputTemplate? Exclude, SourceLocation Location) : InputTemplate(Location)
{
    /// <summary>More combinations than these are a mistake.</summary>
    public const int MostCombinations = 100_000;

    /// <inheritdoc/>
    public override Value? Constant { get; } =
        Axes.All(axis => axis.Value.Constant is not null) && Include is null or { Constant: not null } && Exclude is null or { Constant: not null }
            ? Combine(Axes, Include, Exclude, template => template.Constant!.Value, Location)
            : null;

    /// <inheritdoc/>
    public override Value Evaluate(IExpressionScope scope) => Constant ?? Combine(Axes, Include, Exclude, template => template.Evaluate(scope), Location);

    static Value Combine(IReadOnlyList<NamedTemplate> axes, InputTemplate? include, InputTemplate? exclude, Func<InputTemplate, Value> evaluate, SourceLocation location)
    {
        var combinations = new List<ValueObject>();
        if (axes.Count > 0) combinations.Add(new());
        foreach (var axis in axes)
        {
            var values = ListOf(axis.Value, evaluate, $"the axis `{axis.Name}`");
            if ((long)combinations.Count * values.Count > MostCombinations) throw Wrong(location, $"the matrix has more than {MostCombinations:N0} combinations");
            combinations = [.. combinations.SelectMany(combination => values.Select(value => With(combination, axis.Name, value)))];
        }

        var without = exclude is null ? [] : ListOf(exclude, evaluate, "`exclude`");
        combinations.RemoveAll(combination => without.Any(entry => Matches(combination, ObjectOf(entry, exclude!, "an entry of `exclude`"))));
        var originals = combinations.ToArray();
        foreach (var entry in include is null ? [] : ListOf(include, evaluate, "`include`"))
        {
            var added = ObjectOf(entry, include!, "an entry of `include`");
            var fitting = originals.Where(combination => !Contradicts(added, combination, axes)).ToList();
            foreach (var combination in fitting)
            {
                foreach (var (name, value) in added.Entries) combination[name] = value;
            }

            if (fitting.Count == 0) combinations.Add(With(added));
        }

        return Value.From([.. combinations.Select(Value.From)]);
    }

    static bool Matches(ValueObject combination, IValueObject entry) => entry.Entries.All(field => combination.TryGet(field.Key, out var value) && Same(value, field.Value));

    /// <summary>An entry must not change what an axis gave; what another entry added may be changed.</summary>
    static bool Contradicts(IValueObject entry, ValueObject combination, IReadOnlyList<NamedTemplate> axes) =>
        axes.Any(axis => entry.TryGet(axis.Name, out var wanted) && combination.TryGet(axis.Name, out var value) && !Same(value, wanted));

    static bool Same(Value left, Value right) => left.Equals(right) || (left.Kind is ValueKind.Array or ValueKind.Object && ValueJson.Write(left, indented: false) == ValueJson.Write(right, indented: false));

    static ValueObject With(IValueObject combination, string? name = null, Value value = default)
    {
        var copy = new ValueObject();
        foreach (var (key, entry) in combination.Entries) copy[key] = entry;
        if (name is not null) copy[name] = value;
        return copy;
    }

    static IReadOnlyList<Value> ListOf(InputTemplate template, Func<InputTemplate, Value> evaluate, string what) =>
        evaluate(template) is { Kind: ValueKind.Array } list ? list.AsArray() : throw Wrong(template.Location, $"{what} of the matrix is not a list");

    static IValueObject ObjectOf(Value value, InputTemplate template, string what) =>
        value.Kind == ValueKind.Object ? value.AsObject() : throw Wrong(template.Location, $"{what} is not a mapping");

    static TemplateException Wrong(SourceLocation location, string message) => new(location, message, null);
}
