using Runner.Workflows.Diagnostics;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>
/// Takes the keys of a mapping one by one and reports what is left: each key is named exactly once, where it is read,
/// and that list is what an unknown key is compared with.
/// </summary>
sealed class MappingReader
{
    readonly YamlMapping mapping;
    readonly Dictionary<string, YamlEntry> entries;
    readonly string subject;
    readonly DiagnosticBag diagnostics;
    readonly List<string> known = [];

    MappingReader(YamlMapping mapping, string subject, DiagnosticBag diagnostics)
    {
        this.mapping = mapping;
        entries = mapping.Entries.ToDictionary(entry => entry.Key.Text, StringComparer.Ordinal);
        this.subject = subject;
        this.diagnostics = diagnostics;
    }

    /// <summary>Reads a node as a mapping; null, with a diagnostic, when it is something else.</summary>
    public static MappingReader? Of(YamlNode node, string subject, DiagnosticBag diagnostics, string help)
    {
        if (node is YamlMapping mapping) return new(mapping, subject, diagnostics);
        diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"{subject} must be a mapping, and this is {node.Display}", help);
        return null;
    }

    /// <summary>The node under a key, or null.</summary>
    public YamlNode? Node(string key)
    {
        if (!known.Contains(key)) known.Add(key);
        return entries.GetValueOrDefault(key)?.Value;
    }

    /// <summary>The scalar under a key, which must not be empty.</summary>
    public YamlScalar? Scalar(string key) => Node(key) is { } node ? AsScalar(node, $"`{key}`") : null;

    /// <summary>The boolean under a key.</summary>
    public bool Flag(string key, bool standard = false)
    {
        if (Scalar(key) is not { } scalar) return standard;
        if (scalar.Value.Kind == ValueKind.Boolean) return scalar.Value.AsBoolean();
        diagnostics.Error(DiagnosticCodes.WrongType, scalar.Location, $"`{key}` must be true or false, and this is {scalar.Display}",
            scalar.Text.Contains("${{", StringComparison.Ordinal) ? "it is decided before anything runs, so it may not be an expression" : CoreSchema.BooleanHelp(scalar.Text));
        return standard;
    }

    /// <summary>The scalars under a key: a list, or one alone. Null when the key is not there.</summary>
    public IReadOnlyList<YamlScalar>? Scalars(string key, string example)
    {
        switch (Node(key))
        {
            case null: return null;
            case YamlSequence sequence: return [.. sequence.Items.Select(item => AsScalar(item, $"an item of `{key}`", example: $"such as {key}: {example}")).OfType<YamlScalar>()];
            case var single: return AsScalar(single, $"`{key}`", "a value or a list", $"such as {key}: {example}") is { } scalar ? [scalar] : [];
        }
    }

    /// <summary>The entries under a key; null, with a diagnostic, when it holds no mapping.</summary>
    public IReadOnlyList<YamlEntry>? Entries(string key, string example)
    {
        switch (Node(key))
        {
            case null: return [];
            case YamlMapping entries: return entries.Entries;
            case var other:
                diagnostics.Error(DiagnosticCodes.WrongType, other.Location, $"`{key}` must be a mapping, and this is {other.Display}", $"such as {key}: {example}");
                return null;
        }
    }

    /// <summary>Whether some key was probably meant to be this one: it is reported as unknown, and that is enough.</summary>
    public bool HasMisspelt(string key) => mapping.Entries.Any(entry => entry.Key.Text != key && DidYouMean.Suggest(entry.Key.Text, [key]) is not null);

    /// <summary>Names keys that are kept for later versions; using one is an error that says so.</summary>
    public void Reserve(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (!entries.TryGetValue(key, out var entry)) continue;
            known.Add(key);
            diagnostics.Error(DiagnosticCodes.ReservedKey, entry.Key.Location, $"`{key}` is reserved for a later version of Runner");
        }
    }

    /// <summary>The keys that nobody has taken so far.</summary>
    public IEnumerable<YamlEntry> Rest => mapping.Entries.Where(entry => !known.Contains(entry.Key.Text));

    /// <summary>Reports every key that nobody took.</summary>
    /// <param name="whyNot">Tells what to write for a key that people know from elsewhere; null where there is nothing to tell.</param>
    public void Finish(Func<string, string?>? whyNot = null)
    {
        foreach (var entry in Rest)
        {
            if (diagnostics.IsFull) return;
            diagnostics.Error(DiagnosticCodes.UnknownKey, entry.Key.Location, $"{subject} has no key `{ShownText.Shorten(entry.Key.Text)}`", whyNot?.Invoke(entry.Key.Text) ?? NameHelp.For(entry.Key.Text, known));
        }
    }

    YamlScalar? AsScalar(YamlNode node, string what, string wanted = "a single value", string? example = null)
    {
        if (node is YamlScalar { Value.IsNull: false } scalar) return scalar;
        if (node is YamlScalar) diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"{what} has no value", "write one, or remove the line");
        else diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"{what} must be {wanted}, and this is {node.Display}", example);
        return null;
    }
}
