using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// A small HTTP/1.1 server on loopback that answers as it is told, to try clients and workflows against. It can
/// misbehave in ways in which real servers should not. Disposing it closes all its connections.
/// </summary>
/// <example><code>
/// await using var api = StubServer.Start([new() { Path = "/health", Status = [503, 503, 200], Body = "UP" }]);
/// Console.WriteLine(api.Url);
/// </code></example>
public sealed class StubServer : IConnection
{
    /// <summary>How many clients are served at once; more wait in the system's queue.</summary>
    internal const int MaxConnections = 1024;

    readonly Socket listener;
    readonly RouteTable routes;
    readonly TimeProvider time;
    readonly Action<string>? log;
    readonly CancellationTokenSource closing = new();
    readonly SemaphoreSlim places = new(MaxConnections);
    readonly Lock gate = new();
    readonly HashSet<Task> serving = [];
    readonly Task accepting;
    int disposed;

    StubServer(Socket listener, RouteTable routes, TimeProvider time, Action<string>? log)
    {
        this.listener = listener;
        this.routes = routes;
        this.time = time;
        this.log = log;
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        Url = $"http://127.0.0.1:{Port}";
        accepting = AcceptAsync();
    }

    /// <summary>Starts a server on 127.0.0.1. It accepts connections when this returns.</summary>
    /// <param name="routes">What it answers; the first route that matches a request counts.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="time">The clock for delays.</param>
    /// <param name="log">Told a line for each request; called from any thread.</param>
    /// <exception cref="ActionInputException">A route cannot work, or the port cannot be had.</exception>
    public static StubServer Start(IReadOnlyList<StubRoute> routes, int port = 0, TimeProvider? time = null, Action<string>? log = null)
    {
        if (port is < 0 or > 65535) throw new ActionInputException("port", $"`port` is {port}: give one from 1 to 65535, or 0 for any free one.");
        var table = new RouteTable(routes);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen();
        }
        catch (SocketException cause)
        {
            listener.Dispose();
            var reason = cause.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is in use" : $"cannot be had ({cause.SocketErrorCode})";
            throw new ActionInputException("port", $"`port` {port} {reason}: leave it out to get a free one.", cause);
        }
        return new(listener, table, time ?? TimeProvider.System, log);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234</c>, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>The port where it listens.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public string Description => Url;

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
                var socket = await listener.AcceptAsync(cancel).ConfigureAwait(false);
                socket.NoDelay = true;
                Serve(socket, cancel);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException && cancel.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (SocketException failure)
        {
            log?.Invoke($"The server stopped accepting: {failure.SocketErrorCode}");
        }
    }

    void Serve(Socket socket, CancellationToken cancel)
    {
        var served = new StubConnection(socket, routes, time, log).ServeAsync(cancel);
        lock (gate) serving.Add(served);
        _ = served.ContinueWith(
            done =>
            {
                lock (gate) serving.Remove(done);
                places.Release(); // never disposed: a connection may end while the server does, and it holds nothing to free
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
