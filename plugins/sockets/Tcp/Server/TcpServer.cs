using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>
/// A server over TCP or a Unix domain socket, with or without TLS. It echoes, says what it is told to, or hands its clients over one
/// by one (<see cref="AcceptAsync"/>). Disposing it closes all connections that it serves itself.
/// </summary>
/// <example><code>
/// await using var server = TcpServer.Start(new() { Echo = true });
/// await using var client = await TcpClient.ConnectAsync("127.0.0.1", server.Port);
/// </code></example>
public sealed class TcpServer : IConnection
{
    /// <summary>How many clients are served at once; more wait in the system's queue.</summary>
    internal const int MaxAtOnce = 1024;

    /// <summary>How many conversations are kept, and how much of all of them.</summary>
    internal const int MaxConversations = 1000, MaxKept = 16 * 1024 * 1024;

    /// <summary>How long accepting rests after it failed.</summary>
    static readonly TimeSpan AcceptAgain = TimeSpan.FromMilliseconds(100);

    readonly Socket listener;
    readonly TcpServerOptions options;
    readonly Action<string>? log, warn;
    readonly CancellationTokenSource closing = new();
    readonly SemaphoreSlim places = new(MaxAtOnce);
    readonly SemaphoreSlim accepting = new(1);
    readonly Lock gate = new();
    readonly HashSet<Task> serving = [];
    readonly List<ConversationRecord> records = [];
    readonly Task loop = Task.CompletedTask;
    TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long kept;
    int accepted, disposed, listening = 1, toldOfFailure;

    TcpServer(Socket listener, TcpServerOptions options, Action<string>? log, Action<string>? warn)
    {
        this.listener = listener;
        this.options = options;
        (this.log, this.warn) = (log, warn);
        Port = (listener.LocalEndPoint as IPEndPoint)?.Port ?? 0;
        Address = options.UnixSocket ?? Words.Server(options.Address.ToString(), Port);
        if (ServesItself) loop = AcceptAllAsync();
    }

    /// <summary>Where it listens: <c>127.0.0.1:40000</c>, or the path of a Unix domain socket.</summary>
    public string Address { get; }

    /// <summary>The port; 0 for a Unix domain socket.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public string Description => Address;

    bool ServesItself => options.Echo || options.Turns is not null;

    /// <summary>Starts a server. Clients can connect when this returns.</summary>
    /// <param name="options">Where it listens and what it does; null for loopback, any free port, and clients that are handed over.</param>
    /// <param name="log">Told a line for each client; called from any thread.</param>
    /// <param name="warn">Told when clients cannot be let in; called from any thread.</param>
    /// <exception cref="ActionInputException">An option cannot work, or the address cannot be had.</exception>
    public static TcpServer Start(TcpServerOptions? options = null, Action<string>? log = null, Action<string>? warn = null)
    {
        options ??= new();
        if (options.Echo && options.Turns is not null) throw new ActionInputException("turns", "`echo` and `turns` are both given: a server does one of them.");
        if (options.MaxClients < 1) throw new ActionInputException("max-clients", $"`max-clients` is {options.MaxClients}: give 1 or more, or leave it out.");
        for (var i = 0; i < options.Turns?.Count; i++) options.Turns[i].Check($"turns[{i}]");
        if (options.Then == TcpEnding.Repeat && options.Turns is not null && !options.Turns.Any(turn => turn.Receive is not null))
            throw new ActionInputException("then", "`then: repeat` without a turn that receives would never stop sending.");
        _ = options.Tls?.ForServer(_ => { });
        if (options.Tls is null && options.Turns?.Any(turn => turn.StartTls is not null) == true)
            throw new ActionInputException("turns", "A turn of `turns` starts TLS, and there is no certificate to show.");
        return new(options.UnixSocket is null ? Listen(options.Address, options.Port) : ListenUnix(options.UnixSocket), options, log, warn);
    }

    /// <summary>Waits for a next client, which is then the caller's.</summary>
    /// <param name="wait">How long; null for <see cref="TcpClient.DefaultWait"/>. The TLS handshake has as long again.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkTimeoutException">Nobody came.</exception>
    /// <exception cref="TlsException">A client came, and there was no TLS with it.</exception>
    /// <exception cref="ActionInputException">The server serves its clients itself, or lets no more in.</exception>
    public async ValueTask<TcpClient> AcceptAsync(TimeSpan? wait = null, CancellationToken cancel = default)
    {
        if (ServesItself)
            throw new ActionInputException("connection", $"The server on {Address} serves its clients itself (`echo` or `turns`), and hands none over.");
        using var limit = new TimeLimit(wait ?? TcpClient.DefaultWait, options.Time, cancel);
        TcpClient? client = null;
        try
        {
            await accepting.WaitAsync(limit.Token).ConfigureAwait(false);
            try
            {
                if (accepted >= options.MaxClients) throw new ActionInputException("connection", $"The server on {Address} has let in its {options.MaxClients} clients (`max-clients`).");
                var socket = await AcceptOneAsync(limit.Token).ConfigureAwait(false);
                if (++accepted >= options.MaxClients) CloseListener();
                client = ClientOf(socket);
            }
            finally
            {
                accepting.Release();
            }
            if (options is { Tls: { } tls, TlsLater: false }) await client.AcceptTlsAsync(tls, wait ?? TcpClient.DefaultWait, cancel).ConfigureAwait(false);
            return client;
        }
        catch (Exception failure)
        {
            if (client is not null) await client.DisposeAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && limit.IsOver)
                throw new NetworkTimeoutException(Address, $"No client came to {Address} within {Words.Duration(wait ?? TcpClient.DefaultWait)}.", failure);
            if (failure is SocketException or ObjectDisposedException) throw new ConnectionFailedException(Address, $"The server on {Address} does not listen any more.", failure);
            throw;
        }
    }

    /// <summary>What clients that the server serves itself have said, in the order in which they came. The first 1000 are kept.</summary>
    public IReadOnlyList<TcpConversation> Conversations
    {
        get
        {
            lock (gate) return [.. records.Select(record => record.Read())];
        }
    }

    /// <summary>Waits until so many conversations are over.</summary>
    /// <returns>All conversations, begun ones too.</returns>
    /// <exception cref="NetworkTimeoutException">There were not so many in time.</exception>
    public async ValueTask<IReadOnlyList<TcpConversation>> WaitForConversationsAsync(int count, TimeSpan? wait = null, CancellationToken cancel = default)
    {
        using var limit = new TimeLimit(wait ?? TcpClient.DefaultWait, options.Time, cancel);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (records.Count(record => record.Ended) >= count) return [.. records.Select(record => record.Read())];
                next = changed.Task;
            }
            try
            {
                await next.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException cause) when (limit.IsOver)
            {
                int begun, ended;
                lock (gate) (begun, ended) = (records.Count, records.Count(record => record.Ended));
                throw new NetworkTimeoutException(
                    Address, $"The server on {Address} had {ended} of {count} conversations within {Words.Duration(wait ?? TcpClient.DefaultWait)}, and {begun - ended} that went on.", cause);
            }
        }
    }

    /// <summary>Stops accepting, closes all connections that it serves, and returns when nothing of the server runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await closing.CancelAsync().ConfigureAwait(false);
        CloseListener();
        await loop.ConfigureAwait(false);
        Task[] rest;
        lock (gate) rest = [.. serving];
        await Task.WhenAll(rest).ConfigureAwait(false);
        closing.Dispose();
    }

    void CloseListener()
    {
        if (Interlocked.Exchange(ref listening, 0) == 0) return;
        listener.Dispose();
        if (options.UnixSocket is { } path) File.Delete(path);
    }

    static Socket Listen(IPAddress address, int port)
    {
        InputRules.Port(port, orAny: true);
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen();
            return listener;
        }
        catch (SocketException cause)
        {
            listener.Dispose();
            throw cause.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new ActionInputException("port", $"`port` {port} is in use: leave it out to get a free one.", cause),
                SocketError.AddressNotAvailable => new ActionInputException("address", $"`address` is {address}, which is no address of this machine.", cause),
                _ => new ActionInputException("port", $"`port` {port} cannot be had ({cause.SocketErrorCode}): leave it out to get a free one.", cause),
            };
        }
    }

    static Socket ListenUnix(string path)
    {
        Socket? listener = null;
        try
        {
            listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen();
            return listener;
        }
        catch (Exception cause) when (cause is SocketException or ArgumentException)
        {
            listener?.Dispose();
            var why = cause is ArgumentException ? "the system takes no path of this length"
                : File.Exists(path) ? "something of this name is there already"
                : $"it cannot be made there: {cause.Message}";
            throw new ActionInputException("unix-socket", $"`unix-socket` is {path}: {why}.", cause);
        }
    }

    TcpClient ClientOf(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix) socket.NoDelay = true;
        var connection = new PeerConnection(new PeerStream(socket));
        var name = connection.Remote is { } remote ? Words.Server(remote.Address.ToString(), remote.Port) : $"a client of {Address}";
        return new(connection, connection.Remote?.Address.ToString() ?? "localhost", name, new() { Time = options.Time });
    }

    /// <summary>Failures of accepting that say nothing of the listener: of the client that left again, or of a system that is out of something for now.</summary>
    static bool Passes(SocketException failure) => failure.SocketErrorCode
        is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.Interrupted
        or SocketError.TryAgain or SocketError.WouldBlock or SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.HostDown
        or SocketError.ProtocolOption or SocketError.OperationNotSupported
        || failure.NativeErrorCode is 12 or 23; // ENOMEM, ENFILE

    /// <summary>The next client, however often it takes.</summary>
    async ValueTask<Socket> AcceptOneAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await listener.AcceptAsync(cancel).ConfigureAwait(false);
            }
            catch (SocketException failure) when (Passes(failure) && !cancel.IsCancellationRequested)
            {
                if (Interlocked.Exchange(ref toldOfFailure, 1) == 0)
                    warn?.Invoke($"The server on {Address} could not let a client in ({failure.SocketErrorCode}): it goes on trying.");
                await Task.Delay(AcceptAgain, options.Time, cancel).ConfigureAwait(false);
            }
        }
    }

    async Task AcceptAllAsync()
    {
        var cancel = closing.Token;
        try
        {
            while (!(accepted >= options.MaxClients))
            {
                await places.WaitAsync(cancel).ConfigureAwait(false);
                var socket = await AcceptOneAsync(cancel).ConfigureAwait(false);
                accepted++;
                Serve(ClientOf(socket), cancel);
            }
            CloseListener();
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException && cancel.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (SocketException failure)
        {
            (warn ?? log)?.Invoke($"The server on {Address} stopped accepting clients ({failure.SocketErrorCode}).");
        }
    }

    void Serve(TcpClient client, CancellationToken cancel)
    {
        var record = new ConversationRecord(client);
        lock (gate)
        {
            if (records.Count < MaxConversations)
            {
                records.Add(record);
                client.Arrived = piece => Keep(record, piece);
            }
        }
        var served = Task.Run(() => new ServedClient(client, options, log).RunAsync(record, cancel), CancellationToken.None);
        lock (gate) serving.Add(served);
        _ = served.ContinueWith(
            done =>
            {
                places.Release(); // never disposed: a connection may end while the server does, and it holds nothing to free
                TaskCompletionSource tell;
                lock (gate)
                {
                    serving.Remove(done);
                    tell = changed;
                    changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                tell.SetResult();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>A thousand clients that each say as much as is kept of one would be a gigabyte: there is a limit for all.</summary>
    void Keep(ConversationRecord record, ReadOnlyMemory<byte> piece)
    {
        var before = Interlocked.Add(ref kept, piece.Length) - piece.Length;
        var room = MaxKept - before;
        if (room > 0) record.Add(piece[..(int)Math.Min(room, piece.Length)]);
    }
}
