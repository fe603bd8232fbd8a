using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Where a stub server listens: a port of loopback, or a Unix socket.</summary>
sealed class StubListener : IDisposable
{
    static readonly TimeSpan Breather = TimeSpan.FromMilliseconds(50);

    readonly Socket socket;

    StubListener(Socket socket, string? unixSocket)
    {
        this.socket = socket;
        UnixSocket = unixSocket;
        Port = unixSocket is null ? ((IPEndPoint)socket.LocalEndPoint!).Port : 0;
    }

    internal int Port { get; }

    internal string? UnixSocket { get; }

    /// <exception cref="ActionInputException">The port or the path cannot be had.</exception>
    internal static StubListener Open(StubOptions options)
    {
        if (options.UnixSocket is { } path) return OpenUnix(Path.GetFullPath(path, options.BaseDirectory), path, options);
        var port = options.Port;
        if (port is < 0 or > 65535) throw new ActionInputException("port", $"`port` is {port}: give one from 1 to 65535, or 0 for any free one.");
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            var reason = cause.SocketErrorCode == SocketError.AddressAlreadyInUse ? "is in use" : $"cannot be had ({cause.SocketErrorCode})";
            throw new ActionInputException("port", $"`port` {port} {reason}: leave it out to get a free one.", cause);
        }
        return new(socket, null);
    }

    internal string Url(bool tls) => UnixSocket is not null ? tls ? "https://localhost" : "http://localhost"
        : tls ? $"https://localhost:{Port}" : $"http://127.0.0.1:{Port}";

    /// <summary>The next client.</summary>
    internal ValueTask<Socket> AcceptAsync(CancellationToken cancel) => socket.AcceptAsync(cancel);

    /// <summary>How long to wait before the next client is accepted, after one could not be; null when none will be any more.</summary>
    internal static TimeSpan? PauseAfter(SocketException failure) => failure.SocketErrorCode switch
    {
        // The client left while it waited in the queue.
        SocketError.ConnectionAborted or SocketError.ConnectionReset => TimeSpan.Zero,
        // No descriptors are left: until some client goes.
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => Breather,
        _ => null,
    };

    public void Dispose()
    {
        socket.Dispose();
        if (UnixSocket is not null) File.Delete(UnixSocket);
    }

    static StubListener OpenUnix(string path, string written, StubOptions options)
    {
        if (options.Port != 0) throw new ActionInputException("unix-socket", "`unix-socket` and `port` are both given: a server listens on one of them.");
        if (Path.Exists(path)) throw new ActionInputException("unix-socket", $"`unix-socket` {Words.Quote(written)} exists: give a path where nothing is yet.");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
        }
        catch (Exception cause) when (cause is SocketException or ArgumentException)
        {
            socket.Dispose();
            var reason = cause is SocketException failure ? $"cannot be had ({failure.SocketErrorCode})" : $"is too long: {path} has {path.Length} characters, and the system takes about 100";
            throw new ActionInputException("unix-socket", $"`unix-socket` {Words.Quote(written)} {reason}. Give a short path in a folder that exists.", cause);
        }
        return new(socket, path);
    }
}
