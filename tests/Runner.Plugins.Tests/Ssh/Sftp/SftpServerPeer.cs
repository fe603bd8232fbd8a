using System.Diagnostics;
using Runner.Plugins.Ssh;

namespace Runner.Plugins.Tests.Ssh.Sftp;

/// <summary>OpenSSH's sftp-server over its standard streams, as sshd runs it, with a client of ours.</summary>
sealed class SftpServerPeer : IAsyncDisposable
{
    readonly Process process;

    SftpServerPeer(Process process, SftpClient client) => (this.process, Client) = (process, client);

    public SftpClient Client { get; }

    public int ProcessId => process.Id;

    /// <summary>The path of sftp-server; the test is skipped when it is not installed.</summary>
    public static string Program
    {
        get
        {
            var found = new[] { "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/libexec/sftp-server", "/usr/lib/ssh/sftp-server" }.FirstOrDefault(File.Exists);
            Assert.SkipWhen(found is null, "missing peer: sftp-server");
            return found!;
        }
    }

    /// <param name="arguments">Options of sftp-server(8): -R, -P requests, -d folder, -u umask.</param>
    public static Task<SftpServerPeer> StartAsync(params string[] arguments) => StartAsync(Program, arguments);

    /// <summary>Starts it by a shell, after a command such as <c>ulimit -f 100</c>.</summary>
    public static Task<SftpServerPeer> StartAfterAsync(string command) => StartAsync("/bin/sh", ["-c", $"{command}; exec {Program}"]);

    static async Task<SftpServerPeer> StartAsync(string program, string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            var client = await SftpClient.OpenAsync(
                process.StandardInput.BaseStream, process.StandardOutput.BaseStream, "sftp-server", TestContext.Current.CancellationToken, patience: TimeSpan.FromSeconds(60));
            return new(process, client);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends the server at once, as a lost connection does.</summary>
    public void Kill() => process.Kill();

    /// <summary>Which files of tests it has open, as the system tells.</summary>
    public string[] OpenFiles => [.. Directory.GetFiles($"/proc/{process.Id}/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "").Where(path => path.Contains("/runner-peer-", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10))) process.Kill();
        process.Dispose();
    }
}
