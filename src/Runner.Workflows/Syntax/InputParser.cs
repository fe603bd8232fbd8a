using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>What <c>inputs</c> says, and what the <c>properties</c> of an object do.</summary>
sealed class InputParser(DiagnosticBag diagnostics)
{
    public IReadOnlyList<InputSyntax> Read(MappingReader owner, string key) =>
        [.. (owner.Entries(key, "{ url: { type: string } }") ?? []).Select(ReadInput)];

    InputSyntax ReadInput(YamlEntry entry)
    {
        if (MappingReader.Of(entry.Value, $"the input `{entry.Key.Text}`", diagnostics, $"such as {entry.Key.Text}: {{ type: string }}") is not { } keys) return new(entry.Key) { IsBroken = true };
        var input = new InputSyntax(entry.Key)
        {
            Type = ReadType(keys),
            Default = keys.Node("default"),
            Required = keys.Flag("required"),
            Description = keys.Scalar("description"),
        };
        keys.Finish(key => key is "choices" or "enum" or "values" ? "did you mean `options`?" : null);
        return input;
    }

    InputTypeSyntax ReadType(MappingReader keys) => new()
    {
        Name = keys.Scalar("type"),
        Options = keys.Scalars("options", "[eu, us]"),
        Pattern = keys.Scalar("pattern"),
        Items = keys.Node("items") is { } items ? ReadItems(items) : null,
        Properties = keys.Node("properties") is null ? null : Read(keys, "properties"),
    };

    /// <summary>A type's name alone, or the same keys as an input has.</summary>
    InputTypeSyntax? ReadItems(YamlNode node)
    {
        if (node is YamlScalar { Value.IsNull: false } name) return new() { Name = name };
        if (MappingReader.Of(node, "`items`", diagnostics, "such as items: string, or { type: object, properties: ... }") is not { } keys) return null;
        var type = ReadType(keys);
        keys.Finish();
        return type;
    }
}
