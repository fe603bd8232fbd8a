using System.Net.Sockets;
using Runner.Plugins.Ssh.Wire;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>Connects to the Unix socket on which a master listens (<c>ControlPath</c>).</summary>
static class MuxSocket
{
    /// <summary>As much as a system gives at the most: data that fits needs no waking up in between.</summary>
    const int SendBuffer = 1024 * 1024;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="Sdk.ConnectionFailedException">There is no socket, or nobody listens on it.</exception>
    public static async Task<Socket> ConnectAsync(string path, string target, CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { SendBufferSize = SendBuffer };
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                // Its queue is full of others who connect: that passes.
                if (exception.SocketErrorCode is not (SocketError.WouldBlock or SocketError.TryAgain)) throw WireErrors.Gone(target, exception);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
            await Task.Delay(pause, cancel).ConfigureAwait(false);
        }
    }
}
