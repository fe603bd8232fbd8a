using System.Net.Sockets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Whether this process may send packets of its own making.</summary>
static class RawAccess
{
    /// <summary>Whether it may.</summary>
    public static bool IsAllowed => Refusal() is null;

    /// <summary>Why it may not, as the end of a sentence; null when it may. Asks the system itself each time, which takes microseconds.</summary>
    public static string? Refusal()
    {
        if (!OperatingSystem.IsLinux()) return "raw packets are sent on Linux only";
        try
        {
            // The capability in /proc/self/status says less: it has to be held for the network that this thread is in.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Tcp);
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied or SocketError.OperationNotSupported)
        {
            return "this process may not send raw packets: that needs root, or the capability CAP_NET_RAW";
        }
        catch (SocketException e)
        {
            return $"raw packets cannot be sent here: {e.Message}";
        }
    }
}
