using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Waits for what the peer says on a connection that <c>tcp.connect</c> or <c>tcp.accept</c> opened, up to one of: a delimiter, a line, a
/// length, a pattern, the end of the connection. With none of them, it takes what comes until the peer is silent for a moment.
/// </summary>
[Action("tcp.receive")]
public sealed record TcpReceive : TcpReceiveInputs, IAction<TcpReceived>
{
    /// <summary>The step that opened the connection.</summary>
    public required TcpClient Connection { get; init; }

    /// <inheritdoc/>
    public ValueTask<TcpReceived> RunAsync(ActionContext context, CancellationToken cancel) => ReceiveAsync(Connection, "", cancel);
}
