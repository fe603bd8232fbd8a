namespace Runner.Plugins.Tests.Peers;

/// <summary>squid, a proxy that asks for a user and a password when told to, and refuses to tunnel where told.</summary>
sealed class SquidPeer : IAsyncDisposable
{
    readonly PeerProcess process;
    readonly PeerFolder folder;

    SquidPeer(PeerProcess process, PeerFolder folder) => (this.process, this.folder) = (process, folder);

    public int Port => process.Port;

    /// <param name="user">Who may use it, with the password `secret`; null for anyone.</param>
    /// <param name="tunnels">Whether CONNECT is allowed.</param>
    /// <param name="ports">The only ports that it connects to; null for any.</param>
    public static async Task<SquidPeer> StartAsync(string? user = null, bool tunnels = true, IEnumerable<int>? ports = null)
    {
        var folder = new PeerFolder();
        // Started by root, it goes on as a user of its own.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
        var port = PeerProcess.FreePort();
        folder.Write("passwords", $"{user}:{Md5Crypt}\n");
        var configuration = folder.Write("squid.conf", $"""
            http_port 127.0.0.1:{port}
            pid_filename {folder.At("squid.pid")}
            cache_log {folder.At("cache.log")}
            access_log none
            coredump_dir {folder.Path}
            cache deny all
            shutdown_lifetime 1 seconds
            {(tunnels ? "" : "acl tunnel method CONNECT\nhttp_access deny tunnel")}
            {(ports is null ? "" : $"acl open port {string.Join(' ', ports)}\nhttp_access deny !open")}
            {(user is null ? "http_access allow all" : $"auth_param basic program {BasicAuth} {folder.At("passwords")}\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all")}
            """);
        return new(await PeerProcess.StartAsync("squid", ["-N", "-n", $"runner{port}", "-f", configuration], port, folder.Path), folder);
    }

    // `openssl passwd -apr1 -salt runner00 secret`
    const string Md5Crypt = "$apr1$runner00$qWakXpXDpLlQUgtjslH7V1";

    const string BasicAuth = "/usr/lib/squid/basic_ncsa_auth";

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        // Killed, it leaves its shared memory, which is named for the service (-n).
        foreach (var left in Directory.EnumerateFiles("/dev/shm", $"runner{Port}-*")) File.Delete(left);
        folder.Dispose();
    }
}
