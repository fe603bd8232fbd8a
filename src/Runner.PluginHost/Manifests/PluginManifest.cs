using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Manifests;

/// <summary>
/// What is known of a plugin without loading it, as its manifest's JSON says. The inputs and results of an action, most
/// of the text, are made into shapes only when the action is asked for.
/// </summary>
/// <param name="json">The manifest's text, checked throughout by <see cref="ManifestReader"/>.</param>
sealed class PluginManifest(byte[] json)
{
    /// <summary>The format that this Runner writes; it reads those before too. Any change of what a manifest says, or of how it is made, raises it.</summary>
    public const int CurrentFormat = 4;

    /// <summary>What follows the assembly's name in the name of the manifest beside it.</summary>
    public const string Extension = ".plugin.json";

    public required string Name { get; init; }

    public required int ApiVersion { get; init; }

    public string? Summary { get; init; }

    public required string Version { get; init; }

    /// <summary>The plugin's assembly.</summary>
    public required FileStamp Assembly { get; init; }

    /// <summary>The other assemblies of the folder: types of theirs may be part of inputs and results.</summary>
    public required IReadOnlyList<FileStamp> Beside { get; init; }

    public required IReadOnlyList<ManifestAction> Actions { get; init; }

    /// <summary>What it makes actions of.</summary>
    public required IReadOnlyList<ManifestSource> Sources { get; init; }

    /// <summary>Whether an action's name begins with the prefix.</summary>
    public bool Has(ReadOnlySpan<char> prefix)
    {
        foreach (var action in Actions)
            if (ActionNames.HasPrefix(action.Name, prefix)) return true;
        return false;
    }

    /// <summary>The action of a name, or null.</summary>
    public ManifestAction? Find(string name)
    {
        foreach (var action in Actions)
            if (action.Name == name) return action;
        return null;
    }

    /// <summary>The action with its shapes.</summary>
    public ActionDescriptor Describe(ManifestAction action) => action.Describe(json, Name);
}

/// <summary>A class of the plugin that makes actions of documents.</summary>
/// <param name="Kind">What <c>kind:</c> of a client says to choose it.</param>
/// <param name="Token">Its metadata token.</param>
sealed record ManifestSource(string Kind, int Token);

/// <summary>An action as its manifest has it; its shapes are still text, at two places of the JSON.</summary>
sealed class ManifestAction
{
    public required string Name { get; init; }

    public required string TypeName { get; init; }

    /// <summary>The type's metadata token: in an assembly of the same module version it stands for the same type.</summary>
    public required int Token { get; init; }

    public string? Summary { get; init; }

    public bool Idempotent { get; init; }

    public bool Safe { get; init; }

    public string? DefaultExpect { get; init; }

    public string? Opens { get; init; }

    public string? Deprecated { get; init; }

    public string? Contract { get; init; }

    public string? Group { get; init; }

    public required int InputsAt { get; init; }

    public required int ResultAt { get; init; }

    /// <summary>The action with its shapes. Made once; two threads that ask at once may both make it, and one wins.</summary>
    /// <param name="json">The text that it was read from.</param>
    /// <param name="plugin">What has it.</param>
    public ActionDescriptor Describe(byte[] json, string plugin) => descriptor ??= new ActionDescriptor(Name, plugin, Shape(json, InputsAt), Shape(json, ResultAt))
    {
        Summary = Summary,
        Idempotent = Idempotent,
        Safe = Safe,
        DefaultExpect = DefaultExpect,
        Contract = Contract,
        Group = Group,
        Opens = Opens,
        Deprecated = Deprecated,
        TypeName = TypeName,
    };

    static TypeShape Shape(byte[] json, int offset)
    {
        var cursor = new JsonCursor(json.AsSpan(offset));
        cursor.Advance();
        return ShapeReader.Read(ref cursor);
    }

    ActionDescriptor? descriptor;

    /// <summary>The action's code, once somebody loaded it. A field, to be set by one thread only.</summary>
    public LoadedAction? Loaded;
}
