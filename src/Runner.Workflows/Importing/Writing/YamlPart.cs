namespace Runner.Workflows.Importing;

/// <summary>A piece of the workflow that is written.</summary>
abstract record YamlPart;

/// <summary>A text; it may hold marked expressions.</summary>
sealed record YamlText(string Text) : YamlPart;

/// <summary>A number, <c>true</c>, <c>false</c>, <c>null</c> or a bare expression whose writer knows that YAML reads it right.</summary>
sealed record YamlRaw(string Text) : YamlPart;

/// <summary>A list.</summary>
sealed record YamlList(IReadOnlyList<YamlPart> Items) : YamlPart;

/// <summary>A mapping, in order.</summary>
sealed record YamlMap : YamlPart
{
    readonly List<KeyValuePair<string, YamlPart>> entries = [];

    public IReadOnlyList<KeyValuePair<string, YamlPart>> Entries => entries;

    /// <summary>Whether it is never put on one line.</summary>
    public bool IsBlock { get; init; }

    /// <summary>A comment line above it.</summary>
    public string? Comment { get; init; }

    public YamlMap Add(string key, YamlPart value)
    {
        entries.Add(new(key, value));
        return this;
    }

    public YamlMap Add(string key, string value) => Add(key, new YamlText(value));

    public YamlMap AddRaw(string key, string value) => Add(key, new YamlRaw(value));
}
