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

    MuxExchange(Socket socket, string target)
    {
        this.socket = socket;
        this.target = target;
        frames = new(socket);
    }

    /// <summary>Connects, and agrees on the version of the protocol.</summary>
    /// <exception cref="Sdk.ConnectionFailedException">Nobody listens there, or the master went away.</exception>
    /// <exception cref="Sdk.ProtocolException">It is no master, or of another version.</exception>
    public static async Task<MuxExchange> OpenAsync(string path, string target, CancellationToken cancel)
    {
        var exchange = new MuxExchange(await MuxSocket.ConnectAsync(path, target, cancel).ConfigureAwait(false), target);
        try
        {
            await exchange.GuardedAsync(exchange.GreetAsync, Limit, cancel).ConfigureAwait(false);
            return exchange;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its answer; null when the master ended instead.</summary>
    public async Task<MuxReply?> RequestAsync(uint type, Action<WireBuffer>? body, TimeSpan limit, CancellationToken cancel) =>
        await GuardedAsync(token => AskAsync(type, body, token), limit, cancel).ConfigureAwait(false);

    /// <inheritdoc cref="RequestAsync(uint, Action{WireBuffer}?, TimeSpan, CancellationToken)"/>
    /// <exception cref="Sdk.ConnectionFailedException">The master ended.</exception>
    public async Task<MuxReply> RequestAsync(uint type, Action<WireBuffer>? body, CancellationToken cancel) =>
        await RequestAsync(type, body, Limit, cancel).ConfigureAwait(false) ?? throw WireErrors.Lost(target);

    /// <summary>Hands the socket over, and what has been read from it. This exchange is over.</summary>
    public (Socket Socket, FrameReader Frames) Detach() => (socket, frames);

    public void Dispose()
    {
        socket.Dispose();
        frames.Dispose();
    }

    async Task<bool> GreetAsync(CancellationToken cancel)
    {
        await SendAsync(message =>
        {
            message.UInt32(MuxMessage.Hello);
            message.UInt32(MuxMessage.Version);
        }, cancel).ConfigureAwait(false);
        if (!await frames.MoveNextAsync(cancel).ConfigureAwait(false)) throw WireErrors.Lost(target);
        return CheckGreeting();
    }

    bool CheckGreeting()
    {
        // Extensions follow; none is defined that matters here.
        var greeting = new WireReader(frames.Current.Span);
        var type = greeting.UInt32();
        if (type != MuxMessage.Hello) throw new WireFormatException($"0x{type:x8} instead of a greeting");
        var version = greeting.UInt32();
        return version == MuxMessage.Version ? true
            : throw WireErrors.NotSsh(target, $"version {version} of the multiplexing protocol, of which only {MuxMessage.Version} is known");
    }

    async Task<MuxReply?> AskAsync(uint type, Action<WireBuffer>? body, CancellationToken cancel)
    {
        var id = ++lastRequest;
        await SendAsync(message =>
        {
            message.UInt32(type);
            message.UInt32(id);
            body?.Invoke(message);
        }, cancel).ConfigureAwait(false);
        return await frames.MoveNextAsync(cancel).ConfigureAwait(false) ? ReadReply(id) : null;
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

    async Task SendAsync(Action<WireBuffer> write, CancellationToken cancel)
    {
        using var buffer = new WireBuffer();
        var start = buffer.Begin();
        write(buffer);
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
