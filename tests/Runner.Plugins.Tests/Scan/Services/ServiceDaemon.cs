using Runner.Plugins.Scan;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Services;

/// <summary>A daemon of Debian's: how it is started, and what it must be recognised as.</summary>
/// <param name="Program">What is started.</param>
/// <param name="Service">The name that it must get.</param>
/// <param name="Product">The product; null when it does not say.</param>
/// <param name="Package">The package whose version it must be found to have; null when it does not say.</param>
/// <param name="Files">Writes what it needs into a folder, and tells its arguments.</param>
sealed record ServiceDaemon(string Program, string Service, string? Product, string? Package, Func<PeerFolder, int, Task<string[]>> Files)
{
    public TransportProtocol Protocol { get; init; }

    /// <summary>Another name for the test, where a program is started in two ways.</summary>
    public string? As { get; init; }

    /// <summary>Refuses to run as root.</summary>
    public bool IsNobodys { get; init; }

    /// <summary>What nmap 7.93 calls it, where that is another name than ours.</summary>
    public string? Nmap { get; init; }

    /// <summary>Variables of its environment.</summary>
    public string[] Environment { get; init; } = [];

    public string Name => As ?? Program;

    public override string ToString() => Name;

    /// <summary>Starts it on a free port of loopback.</summary>
    public async Task<RunningDaemon> StartAsync()
    {
        var path = PeerProcess.Require(Program);
        var folder = new PeerFolder();
        try
        {
            var port = PeerProcess.FreePort();
            var asNobody = IsNobodys && System.Environment.IsPrivilegedProcess;
            // Some go on as users of their own.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_111_111);
            var arguments = await Files(folder, port);
            if (asNobody) await ProgramRun.ToEndAsync("chown", "", "-R", "nobody", folder.Path);
            string[] command = [.. asNobody ? ["runuser", "-u", "nobody", "--"] : Array.Empty<string>(), .. Environment.Length > 0 ? ["env", .. Environment] : Array.Empty<string>(), path, .. arguments];
            command = [.. command.Select(word => word.Replace("{folder}", folder.Path, StringComparison.Ordinal))];
            return new(await PeerProcess.StartAsync(command[0], command[1..], Protocol == TransportProtocol.Udp ? 0 : port, folder.Path), folder, port);
        }
        catch
        {
            Delete(folder);
            throw;
        }
    }

    internal static void Delete(PeerFolder folder)
    {
        try
        {
            folder.Dispose();
        }
        catch (IOException)
        {
            // A child that is ending may still write.
            Thread.Sleep(300);
            folder.Dispose();
        }
    }
}

/// <summary>A daemon while a test uses it.</summary>
sealed class RunningDaemon(PeerProcess process, PeerFolder folder, int port) : IAsyncDisposable
{
    public int Port => port;

    public string Output => process.Output;

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        ServiceDaemon.Delete(folder);
    }
}
