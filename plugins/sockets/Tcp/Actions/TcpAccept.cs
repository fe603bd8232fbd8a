using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Waits for a client of a server that <c>tcp.listen</c> started without <c>echo</c> and <c>turns</c>. It is a connection to send and receive over.</summary>
[Action("tcp.accept", Opens = typeof(TcpClient))]
public sealed record TcpAccept : IAction<TcpConnected>
{
    /// <summary>The step that started the server.</summary>
    public required TcpServer Connection { get; init; }

    /// <summary>How long to wait for a client.</summary>
    public TimeSpan Wait { get; init; } = TcpClient.DefaultWait;

    /// <inheritdoc/>
    public async ValueTask<TcpConnected> RunAsync(ActionContext context, CancellationToken cancel)
    {
        TimeLimit.Checked(Wait, "wait");
        var client = await Connection.AcceptAsync(Wait, cancel).ConfigureAwait(false);
        context.Open(client);
        return TcpConnected.Of(client, null);
    }
}
