using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// What the clients of a server said that <c>tcp.listen</c> started with <c>echo</c> or <c>turns</c>. Of each client the first 1 MiB is kept,
/// of the first 1000 clients, and 16 MiB of all.
/// </summary>
[Action("tcp.recorded")]
public sealed record TcpRecorded : IAction<TcpRecording>
{
    /// <summary>The step that started the server.</summary>
    public required TcpServer Connection { get; init; }

    /// <summary>How many conversations must be over first.</summary>
    [Range(0, TcpServer.MaxConversations)]
    public int Count { get; init; }

    /// <summary>How long to wait for them.</summary>
    public TimeSpan Wait { get; init; } = TcpClient.DefaultWait;

    /// <inheritdoc/>
    public async ValueTask<TcpRecording> RunAsync(ActionContext context, CancellationToken cancel)
    {
        TimeLimit.Checked(Wait, "wait");
        InputRules.Between(Count, 0, TcpServer.MaxConversations, "count");
        return new(await Connection.WaitForConversationsAsync(Count, Wait, cancel).ConfigureAwait(false));
    }
}

/// <summary>What the clients of a server said.</summary>
/// <param name="Conversations">One for each client, in the order in which they came.</param>
public sealed record TcpRecording(IReadOnlyList<TcpConversation> Conversations)
{
    /// <summary>What the last client said, as text; empty when there was none.</summary>
    public string Text => Conversations.Count > 0 ? Conversations[^1].Text : "";
}
