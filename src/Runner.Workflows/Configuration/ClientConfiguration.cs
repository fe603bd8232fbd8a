using Runner.Workflows.Text;

namespace Runner.Workflows.Configuration;

/// <summary>An entry of <c>clients:</c>: a document whose operations are actions.</summary>
/// <param name="Name">What the actions' names begin with.</param>
/// <param name="Document">The document: a full path, or a URL.</param>
/// <param name="Location">Where <c>runner.yaml</c> says so.</param>
public sealed record ClientConfiguration(string Name, string Document, SourceLocation Location)
{
    /// <summary>The kind of source that reads it, such as <c>openapi</c>; null for the first that there is.</summary>
    public string? Kind { get; init; }

    /// <summary>Where the API is; null for what the document says.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Which actions there are: tags, paths, names. Empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Which of them there are not.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Environment variables with secrets, by what they are for, and there by their part; the only part of one has the empty name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Auth { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}
