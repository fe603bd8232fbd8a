using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Sends bytes over a connection that <c>tcp.connect</c> or <c>tcp.accept</c> opened. A send that fails, or takes longer than <c>wait</c>, may have
/// sent a part: from then on the connection only receives, and further sends fail.
/// </summary>
[Action("tcp.send")]
public sealed record TcpSend : TcpPayloadInputs, IAction<TcpSent>
{
    /// <summary>The step that opened the connection.</summary>
    public required TcpClient Connection { get; init; }

    /// <inheritdoc/>
    public async ValueTask<TcpSent> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var started = context.Time.GetTimestamp();
        return new(await SendAsync(Connection, "", cancel).ConfigureAwait(false), context.Time.GetElapsedTime(started));
    }
}

/// <summary>What was sent.</summary>
/// <param name="Size">How many bytes.</param>
/// <param name="Elapsed">How long it took to hand them to the system.</param>
public sealed record TcpSent(int Size, TimeSpan Elapsed);
