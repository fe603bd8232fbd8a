namespace Runner.Sdk;

/// <summary>An entry of <c>clients:</c> in <c>runner.yaml</c>, as a source of actions sees it.</summary>
public abstract class ActionSourceEntry
{
    /// <summary>The entry's name: what its actions' names begin with.</summary>
    public required string Name { get; init; }

    /// <summary>The document: a full path, or a URL with http or https.</summary>
    public required string Document { get; init; }

    /// <summary>Where the API is, when the project says so; null for what the document says.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Which actions there shall be, as the source reads it: tags, paths, names. Empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Which of them there shall not be.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// Where secrets are, by the name of what they are for: names of environment variables, to be read by <see cref="ActionContext.Secret"/>. The
    /// parts of one that has several, such as a user and a password, are by their names; a single one is under the empty name.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Auth { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>
    /// Reads a document: <see cref="Document"/>, or another that it refers to. What is read is watched, and kept where it comes from a
    /// URL; the project's network policy holds.
    /// </summary>
    /// <param name="location">A full path, or a URL with http or https.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ActionSourceException">It is not there, cannot be read, or is too large.</exception>
    /// <exception cref="NetworkException">It cannot be fetched.</exception>
    public abstract ValueTask<byte[]> ReadAsync(string location, CancellationToken cancel);
}
