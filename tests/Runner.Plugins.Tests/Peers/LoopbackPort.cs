using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Tests.Peers;

/// <summary>Ports for servers that have to be told theirs.</summary>
static class LoopbackPort
{
    static int last = Random.Shared.Next(20_000);

    /// <summary>
    /// A TCP port of loopback that nobody listens on now. It is below those that systems give out by themselves (from 32768 on), which
    /// a test beside this one could get before the server has it.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = 12_000 + (int)((uint)Interlocked.Increment(ref last) % 20_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next.
            }
        }
    }
}
