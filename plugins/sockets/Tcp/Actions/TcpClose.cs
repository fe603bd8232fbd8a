using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Closes a connection before the job ends, or the half of it that sends, or resets it.</summary>
[Action("tcp.close")]
public sealed record TcpClose : IAction<TcpClosed>
{
    /// <summary>The step that opened the connection.</summary>
    public required TcpClient Connection { get; init; }

    /// <summary>How to close it.</summary>
    public TcpClosing How { get; init; }

    /// <inheritdoc/>
    public async ValueTask<TcpClosed> RunAsync(ActionContext context, CancellationToken cancel)
    {
        switch (How)
        {
            case TcpClosing.HalfClose:
                await Connection.HalfCloseAsync(cancel).ConfigureAwait(false);
                break;
            case TcpClosing.Reset:
                await Connection.ResetAsync().ConfigureAwait(false);
                break;
            default:
                await Connection.DisposeAsync().ConfigureAwait(false);
                break;
        }
        return new(Connection.Sent, Connection.Received);
    }
}

/// <summary>How a connection is closed.</summary>
public enum TcpClosing
{
    /// <summary>Altogether.</summary>
    Close,

    /// <summary>For sending only: the peer sees the end, and can still answer.</summary>
    HalfClose,

    /// <summary>With a reset: the peer's next read fails.</summary>
    Reset,
}

/// <summary>What went over a connection.</summary>
/// <param name="Sent">How many bytes were sent, without what TLS adds.</param>
/// <param name="Received">How many bytes came, without what TLS adds.</param>
public sealed record TcpClosed(long Sent, long Received);
