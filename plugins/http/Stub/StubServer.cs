using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// A small HTTP/1.1 server on loopback that answers as it is told, to try clients and workflows against. It can
/// misbehave in ways in which real servers should not, and it keeps the requests that it got. Disposing it closes all its
/// connections.
/// </summary>
/// <example><code>
/// await using var api = StubServer.Start([new() { Path = "/health", Status = [503, 503, 200], Body = "UP" }]);
/// Console.WriteLine(api.Url);
/// </code></example>
public sealed class StubServer : IConnection
{
    /// <summary>How many clients are served at once; more wait in the system's queue.</summary>
    internal const int MaxConnections = 16 * 1024;

    readonly StubListener listener;
    readonly StubService service;
    readonly CancellationTokenSource closing = new();
    readonly SemaphoreSlim places = new(MaxConnections);
    readonly Lock gate = new();
    readonly HashSet<Task> serving = [];
    readonly Task accepting;
    int disposed;

    StubServer(StubListener listener, StubService service)
    {
        this.listener = listener;
        this.service = service;
        Url = service.Origin = listener.Url(service.Tls is not null);
        accepting = AcceptAsync();
    }

    /// <summary>Starts a server on 127.0.0.1. It accepts connections when this returns.</summary>
    /// <param name="routes">What it answers; the first route that matches a request counts.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="time">The clock for delays.</param>
    /// <param name="log">Told a line for each request; called from any thread.</param>
    /// <exception cref="ActionInputException">A route cannot work, or the port cannot be had.</exception>
    public static StubServer Start(IReadOnlyList<StubRoute> routes, int port = 0, TimeProvider? time = null, Action<string>? log = null) =>
        Start(routes, new StubOptions { Port = port, Time = time ?? TimeProvider.System, Log = log });

    /// <summary>Starts a server on loopback. It accepts connections when this returns.</summary>
    /// <param name="routes">What it answers; the first route that matches a request counts.</param>
    /// <param name="options">How it listens, and what it keeps.</param>
    /// <exception cref="ActionInputException">A route or an option cannot work, or the port cannot be had.</exception>
    public static StubServer Start(IReadOnlyList<StubRoute> routes, StubOptions options)
    {
        if (options.Record < 0) throw new ActionInputException("record", "`record` is negative: give a number of requests to keep, 0 for none.");
        if (options.RecordBody < 0) throw new ActionInputException("record-body", "`record-body` is negative: give a number of bytes.");
        if (options.MaxBodySize < 0) throw new ActionInputException("max-body-size", "`max-body-size` is negative: give a number of bytes.");
        var table = new RouteTable(routes, options);
        var listener = StubListener.Open(options);
        try
        {
            var tls = options.Tls is null ? null : new StubTlsLayer(options.Tls, options.Time);
            return new(listener, new(table, new RequestLog(options.Record), tls, options));
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Where it listens, such as <c>http://127.0.0.1:41234</c> or <c>https://localhost:41234</c>, without a slash at the end;
    /// <c>http://localhost</c> on a Unix socket.
    /// </summary>
    public string Url { get; }

    /// <summary>The port where it listens; 0 on a Unix socket.</summary>
    public int Port => listener.Port;

    /// <summary>The Unix socket where it listens; null when it listens on a port.</summary>
    public string? UnixSocket => listener.UnixSocket;

    /// <summary>The certificate of the authority that signed the server's, as PEM; null without TLS.</summary>
    public string? Authority => service.Tls?.Authority;

    /// <summary>A certificate with which clients are let in, as PEM; null when the server asks for none.</summary>
    public string? ClientCertificate => service.Tls?.ClientCertificate;

    /// <summary>The private key of that certificate, as PEM (PKCS#8).</summary>
    public string? ClientKey => service.Tls?.ClientKey;

    /// <summary>The last requests that it got, the oldest first; no more than are kept.</summary>
    public IReadOnlyList<ReceivedRequest> Received => service.Requests.Now().Kept;

    /// <summary>How many requests it got in all.</summary>
    public long Total => service.Requests.Now().Total;

    /// <summary>How many clients are connected.</summary>
    internal int Serving
    {
        get
        {
            lock (gate) return serving.Count;
        }
    }

    /// <summary>How many requests it keeps.</summary>
    internal int Record => service.Requests.Limit;

    /// <inheritdoc/>
    public string Description => UnixSocket ?? Url;

    /// <summary>Waits until it has got so many requests, and tells them.</summary>
    /// <param name="count">How many, of those that count.</param>
    /// <param name="wait">How long to wait for them at most.</param>
    /// <param name="where">Which of them count; all when absent.</param>
    /// <param name="cancel">Ends the wait.</param>
    /// <exception cref="NetworkTimeoutException">They did not come in time; the message says what came instead.</exception>
    public async Task<IReadOnlyList<ReceivedRequest>> WaitForAsync(
        int count, TimeSpan wait, Func<ReceivedRequest, bool>? where = null, CancellationToken cancel = default)
    {
        using var limit = new TimeLimit(wait, service.Options.Time, cancel);
        while (true)
        {
            var (kept, _, more) = service.Requests.Look();
            var found = where is null ? kept : Array.FindAll(kept, new Predicate<ReceivedRequest>(where));
            if (found.Length >= count) return found;
            try
            {
                await more.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsOver)
            {
                var others = Array.FindAll(kept, request => !found.Contains(request));
                throw new NetworkTimeoutException(
                    Description,
                    $"{Description} got {found.Length} of {count} requests in {Words.Duration(wait)}; {NearMisses.Of(others)}.");
            }
        }
    }

    /// <summary>Stops accepting, closes all connections, and returns when nothing of the server runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        await closing.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        await accepting.ConfigureAwait(false);
        Task[] rest;
        lock (gate) rest = [.. serving];
        await Task.WhenAll(rest).ConfigureAwait(false);
        service.Tls?.Dispose();
        closing.Dispose();
    }

    async Task AcceptAsync()
    {
        var cancel = closing.Token;
        try
        {
            while (true)
            {
                await places.WaitAsync(cancel).ConfigureAwait(false);
                var pause = TimeSpan.Zero;
                try
                {
                    Serve(await listener.AcceptAsync(cancel).ConfigureAwait(false), cancel);
                    continue;
                }
                catch (SocketException failure) when (!cancel.IsCancellationRequested && StubListener.PauseAfter(failure) is { } wanted)
                {
                    if (wanted > TimeSpan.Zero) service.Log($"The server cannot accept more clients for now: {failure.SocketErrorCode}");
                    pause = wanted;
                }
                places.Release();
                if (pause > TimeSpan.Zero) await Task.Delay(pause, cancel).ConfigureAwait(false);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException && cancel.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (SocketException failure)
        {
            service.Log($"The server stopped accepting: {failure.SocketErrorCode}");
        }
    }

    void Serve(Socket socket, CancellationToken cancel)
    {
        if (listener.UnixSocket is null) socket.NoDelay = true;
        var served = StubConnection.ServeAsync(socket, service, cancel);
        lock (gate) serving.Add(served);
        _ = served.ContinueWith(
            done =>
            {
                lock (gate) serving.Remove(done);
                if (done.Exception?.InnerException is { } bug) service.Log($"The server failed to serve a client: {bug}");
                places.Release(); // never disposed: a connection may end while the server does, and it holds nothing to free
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
