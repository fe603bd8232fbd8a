namespace Runner.Plugins.Tests.Peers;

/// <summary>
/// OpenSSH's server on an address of loopback, run by whoever runs the tests and letting that user in by a key that the test
/// made.
/// </summary>
sealed class SshdPeer : IAsyncDisposable
{
    readonly PeerProcess process;
    readonly PeerFolder folder;
    readonly string address;

    SshdPeer(PeerProcess process, PeerFolder folder, string address) => (this.process, this.folder, this.address) = (process, folder, address);

    public string Address => address;

    public int Port => process.Port;

    /// <summary>Keys, known hosts and the server's configuration; gone with the peer.</summary>
    public PeerFolder Folder => folder;

    /// <summary>The private key that the server lets in.</summary>
    public string ClientKey => folder.At("client");

    /// <summary>The server's private key.</summary>
    public string HostKey => folder.At("host");

    /// <summary>A file of known hosts with the server's key in it.</summary>
    public string KnownHosts => folder.At("known_hosts");

    /// <summary>What the server wrote to its log.</summary>
    public string Log => process.Output;

    /// <param name="configuration">Further lines of sshd_config(5); {folder} is the peer's folder. They come first, and the first of two lines wins.</param>
    /// <param name="address">The address of loopback that it listens on.</param>
    public static async Task<SshdPeer> StartAsync(string configuration = "", string address = "127.0.0.1")
    {
        var folder = new PeerFolder();
        try
        {
            var port = PeerProcess.FreePort();
            await MakeKeyAsync(folder.At("host"));
            await MakeKeyAsync(folder.At("client"));
            File.Copy(folder.At("client.pub"), folder.At("authorized_keys"));
            folder.Write("known_hosts", $"[{address}]:{port} {await File.ReadAllTextAsync(folder.At("host.pub"))}");
            // Debian's server wants it when root starts it; elsewhere its service makes it.
            if (Environment.IsPrivilegedProcess) Directory.CreateDirectory("/run/sshd");
            // The last line keeps bash from reading .bashrc: what a user has there takes its time, and breaks when a test ends a shell in it.
            var file = folder.Write("sshd_config", $$"""
                {{configuration.Replace("{folder}", folder.Path, StringComparison.Ordinal)}}
                ListenAddress {{address}}
                Port {{port}}
                HostKey {{folder.At("host")}}
                AuthorizedKeysFile {{folder.At("authorized_keys")}}
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin yes
                PrintMotd no
                LogLevel VERBOSE
                Subsystem sftp internal-sftp
                SetEnv SHLVL=2
                """);
            return new(await PeerProcess.StartAsync("sshd", ["-D", "-e", "-f", file], port, address: address), folder, address);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Makes a key pair: PATH and PATH.pub.</summary>
    public static async Task MakeKeyAsync(string path, string passphrase = "", string type = "ed25519")
    {
        var made = await ProgramRun.ToEndAsync("ssh-keygen", "", "-q", "-t", type, "-N", passphrase, "-C", "runner-test", "-f", path);
        made.ExitCode.ShouldBe(0, made.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
