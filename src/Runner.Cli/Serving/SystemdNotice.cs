using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Runner.Cli.Serving;

/// <summary>Tells systemd how the service does, as sd_notify(3) has it; nothing where systemd did not start it.</summary>
sealed class SystemdNotice : IDisposable
{
    readonly Socket? socket;
    readonly UnixDomainSocketEndPoint? place;
    readonly Timer? watchdog;

    public SystemdNotice(Surroundings around, Func<bool> isAlive)
    {
        if (around.Variables("NOTIFY_SOCKET") is not { Length: > 1 } path) return;
        socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // A name that begins with @ is one without a file.
        place = new(path[0] == '@' ? "\0" + path[1..] : path);
        if (!long.TryParse(around.Variables("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1000) return;
        var half = TimeSpan.FromMicroseconds(limit / 2.0);
        watchdog = new(_ =>
        {
            if (isAlive()) Send("WATCHDOG=1");
        }, null, half, half);
    }

    /// <summary>It serves.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>It ends.</summary>
    public void Stopping() => Send("STOPPING=1");

    public void Dispose()
    {
        watchdog?.Dispose();
        socket?.Dispose();
    }

    void Send(string message)
    {
        if (socket is null) return;
        try
        {
            socket.SendTo(Encoding.UTF8.GetBytes(message), place!);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Whoever listened is gone; systemd notices by itself what that means.
        }
    }
}
