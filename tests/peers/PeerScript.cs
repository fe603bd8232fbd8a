using System.Runtime.CompilerServices;

namespace Runner.Plugins.Tests.Peers;

/// <summary>The scripts of this folder: servers made of others' libraries, in Python and in Node.</summary>
static class PeerScript
{
    static readonly string Folder = FolderOf();

    /// <summary>Debian's python3-websockets; another Python of the machine may not have it.</summary>
    public static Task<PeerProcess> PythonWebSocketsAsync(int port, params string[] options)
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && Directory.Exists("/usr/lib/python3/dist-packages/websockets"), "missing peer: python3-websockets");
        return PeerProcess.StartAsync(python, [Path.Combine(Folder, "websockets_peer.py"), $"{port}", .. options], port);
    }

    /// <summary>npm's ws, which `npm ci` installs in this folder.</summary>
    public static Task<PeerProcess> NodeWsAsync(int port, string deflate = "false")
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules", "ws")), "missing peer: npm's ws, with what `npm ci` installs in tests/peers");
        return PeerProcess.StartAsync("node", [Path.Combine(Folder, "ws-peer.mjs"), $"{port}", deflate], port);
    }

    static string FolderOf([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
