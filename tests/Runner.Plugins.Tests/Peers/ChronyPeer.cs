using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Tests.Peers;

/// <summary>chronyd as a time server of a port of loopback. It does not touch this machine's clock (-x).</summary>
sealed class ChronyPeer : IAsyncDisposable
{
    readonly PeerFolder folder;
    readonly PeerProcess process;

    ChronyPeer(PeerProcess process, PeerFolder folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Starts it.</summary>
    /// <param name="knows">Whether it shall serve this machine's time as a clock of stratum 5; else it knows no time.</param>
    public static async Task<ChronyPeer> StartAsync(bool knows = true)
    {
        var port = PeerProcess.FreePort();
        var folder = new PeerFolder();
        var configuration = folder.Write("chrony.conf", $"""
            {(knows ? "local stratum 5" : "")}
            port {port}
            cmdport 0
            bindcmdaddress /
            bindaddress 127.0.0.1
            allow 127.0.0.1
            pidfile {folder.At("pid")}

            """);
        var process = await PeerProcess.StartAsync("chronyd", ["-d", "-x", "-U", "-u", Environment.UserName, "-f", configuration], 0);
        var peer = new ChronyPeer(process, folder, port);
        await peer.WaitUntilAnsweringAsync();
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    async Task WaitUntilAnsweringAsync()
    {
        byte[] question = [0x23, .. new byte[47]];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 200 };
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                socket.Send(question);
                socket.Receive(new byte[100]);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
        var said = process.Output;
        await DisposeAsync();
        throw new InvalidOperationException($"chronyd does not answer: {said}");
    }
}
