using System.Net.Sockets;
using Runner.Plugins.Ssh.Wire;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>Requests to a master and their answers, one after the other, on a control connection of its own.</summary>
sealed class MuxExchange : IDisposable
{
    /// <summary>How long a master may take for what it does by itself.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    readonly Socket socket;
    readonly FrameReader frames;
    readonly string target;
    uint lastRequest;
    bool isGreeted;

    MuxExchange(Socket socket, string target)
    {
        this.socket = socket;
        this.target = target;
        frames = new(socket);
    }

    /// <summary>Connects. What the protocol begins with goes with the first request.</summary>
    /// <exception cref="Sdk.ConnectionFailedException">Nobody listens there.</exception>
    public static async Task<MuxExchange> OpenAsync(string path, string target, CancellationToken cancel) =>
        new(await MuxSocket.ConnectAsync(path, target, cancel).ConfigureAwait(false), target);

    /// <summary>Sends a request and waits for its answer; null when the master ended instead.</summary>
    /// <exception cref="Sdk.ProtocolException">It is no master, or speaks another version.</exception>
    /// <exception cref="Sdk.NetworkTimeoutException">It took longer than the limit.</exception>
    public async Task<MuxReply?> RequestAsync(uint type, Action<WireBuffer>? body, TimeSpan limit, CancellationToken cancel) =>
        await GuardedAsync(token => AskAsync(type, body, token), limit, cancel).ConfigureAwait(false);

    /// <inheritdoc cref="RequestAsync(uint, Action{WireBuffer}?, TimeSpan, CancellationToken)"/>
    /// <exception cref="Sdk.ConnectionFailedException">The master ended.</exception>
    public async Task<MuxReply> RequestAsync(uint type, Action<WireBuffer>? body, CancellationToken cancel) =>
        await RequestAsync(type, body, Limit, cancel).ConfigureAwait(false) ?? throw WireErrors.Lost(target);

    /// <summary>Waits for the master's end.</summary>
    /// <exception cref="Sdk.NetworkTimeoutException">It took longer than the limit.</exception>
    public async Task EndAsync(TimeSpan limit) => await GuardedAsync(HearOutAsync, limit, CancellationToken.None).ConfigureAwait(false);

    /// <summary>Hands the socket over, and what has been read from it. This exchange is over.</summary>
    public (Socket Socket, FrameReader Frames) Detach() => (socket, frames);

    public void Dispose()
    {
        socket.Dispose();
        frames.Dispose();
    }

    async Task<MuxReply?> AskAsync(uint type, Action<WireBuffer>? body, CancellationToken cancel)
    {
        var id = ++lastRequest;
        await SendAsync(type, id, body, cancel).ConfigureAwait(false);
        if (!isGreeted)
        {
            if (!await frames.MoveNextAsync(cancel).ConfigureAwait(false)) throw WireErrors.Lost(target);
            CheckGreeting();
            isGreeted = true;
        }
        return await frames.MoveNextAsync(cancel).ConfigureAwait(false) ? ReadReply(id) : null;
    }

    async Task<bool> HearOutAsync(CancellationToken cancel)
    {
        while (await frames.MoveNextAsync(cancel).ConfigureAwait(false))
        {
        }
        return true;
    }

    void CheckGreeting()
    {
        // Extensions follow; none is defined that matters here.
        var greeting = new WireReader(frames.Current.Span);
        var type = greeting.UInt32();
        if (type != MuxMessage.Hello) throw new WireFormatException($"0x{type:x8} instead of a greeting");
        var version = greeting.UInt32();
        if (version != MuxMessage.Version)
            throw WireErrors.NotSsh(target, $"version {version} of the multiplexing protocol, of which only {MuxMessage.Version} is known");
    }

    MuxReply ReadReply(uint id)
    {
        var reader = new WireReader(frames.Current.Span);
        var type = reader.UInt32();
        var answered = reader.UInt32();
        if (answered != id) throw new WireFormatException($"an answer to request {answered} instead of {id}");
        return type switch
        {
            MuxMessage.PermissionDenied or MuxMessage.Failure => new(type, 0, reader.Text()),
            MuxMessage.Alive or MuxMessage.RemotePort => new(type, reader.UInt32(), ""),
            _ => new(type, 0, ""),
        };
    }

    async Task SendAsync(uint type, uint id, Action<WireBuffer>? body, CancellationToken cancel)
    {
        using var buffer = new WireBuffer();
        if (!isGreeted)
        {
            var hello = buffer.Begin();
            buffer.UInt32(MuxMessage.Hello);
            buffer.UInt32(MuxMessage.Version);
            buffer.End(hello);
        }
        var start = buffer.Begin();
        buffer.UInt32(type);
        buffer.UInt32(id);
        body?.Invoke(buffer);
        buffer.End(start);
        for (var bytes = buffer.Written; !bytes.IsEmpty;)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancel).ConfigureAwait(false)..];
        }
    }

    async Task<T> GuardedAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan limit, CancellationToken cancel)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bounded.CancelAfter(limit);
        try
        {
            return await work(bounded.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw WireErrors.Silent(target, limit);
        }
        catch (Exception exception) when (exception is IOException or SocketException or WireFormatException)
        {
            throw WireErrors.Of(exception, target);
        }
    }
}
