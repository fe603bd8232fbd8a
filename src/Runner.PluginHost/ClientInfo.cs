using Runner.PluginHost.Clients;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost;

/// <summary>What is known of a client: a document whose operations are actions. Asking reads the document, or what is kept of it.</summary>
public sealed class ClientInfo
{
    readonly ClientActions client;

    internal ClientInfo(ClientActions client) => this.client = client;

    /// <summary>What its actions' names begin with.</summary>
    public string Name => client.Name;

    /// <summary>The document: a full path, or a URL.</summary>
    public string Document => client.Configuration.Document;

    /// <summary>What the document calls itself.</summary>
    public string Title => client.Title;

    /// <summary>Why it has no actions; null where it has.</summary>
    public string? Problem => client.Problem;

    /// <summary>What is odd about the document, for people.</summary>
    public IReadOnlyList<string> Notes => client.Notes;

    /// <summary>The full names of its actions, in the document's order.</summary>
    public IReadOnlyList<string> ActionNames => [.. client.Names];

    /// <summary>Changes with what its actions are made from: the entry, the plugin, the documents.</summary>
    public string Fingerprint => client.Fingerprint;

    /// <summary>Its actions, in the document's order.</summary>
    public IReadOnlyList<ActionDescriptor> Actions => [.. client.All];
}
