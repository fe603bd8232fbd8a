using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runner.Plugins.Tests.Peers;

/// <summary>
/// A server program that nobody here wrote, run for one test in a folder of its own and killed after it. A test whose program
/// is not installed is skipped; `test.sh` installs them all.
/// </summary>
sealed class PeerProcess : IAsyncDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    readonly Process process;
    readonly StringBuilder output = new();

    PeerProcess(Process process, int port) => (this.process, Port) = (process, port);

    /// <summary>The port of loopback that it listens on; 0 where it was not waited for.</summary>
    public int Port { get; }

    /// <summary>What the program has written to its standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>The path of a program on the PATH or in the folders of system programs; the test is skipped when there is none.</summary>
    public static string Require(string program)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/sbin", "/usr/bin", .. Versions("/usr/lib/postgresql")];
        var found = folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"missing peer: {program}");
        return found!;
    }

    /// <summary>Where Debian keeps programs of which several versions can be installed: out of the PATH.</summary>
    static IEnumerable<string> Versions(string folder) =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder).OrderDescending().Select(version => Path.Combine(version, "bin")) : [];

    /// <summary>Starts a program and waits until it accepts connections on a TCP port of loopback (0: does not wait).</summary>
    public static async Task<PeerProcess> StartAsync(string program, IEnumerable<string> arguments, int port, string? folder = null, string address = "127.0.0.1")
    {
        var start = new ProcessStartInfo(Path.IsPathRooted(program) ? program : Require(program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        var peer = new PeerProcess(new Process { StartInfo = start }, port);
        peer.process.OutputDataReceived += (_, line) => peer.Keep(line.Data);
        peer.process.ErrorDataReceived += (_, line) => peer.Keep(line.Data);
        peer.process.Start();
        peer.process.BeginOutputReadLine();
        peer.process.BeginErrorReadLine();
        if (port != 0) await peer.WaitUntilAcceptingAsync(IPAddress.Parse(address));
        return peer;
    }

    /// <inheritdoc cref="LoopbackPort.Free"/>
    public static int FreePort() => LoopbackPort.Free();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    async Task WaitUntilAcceptingAsync(IPAddress address)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(address, Port);
                return;
            }
            catch (SocketException)
            {
                var gaveUp = Stopwatch.GetElapsedTime(started) > StartLimit;
                if (process.HasExited || gaveUp)
                {
                    var what = gaveUp ? $"does not listen on port {Port}" : $"ended with {process.ExitCode}";
                    await DisposeAsync();
                    throw new InvalidOperationException($"{process.StartInfo.FileName} {what}: {Output}");
                }
                await Task.Delay(20);
            }
        }
    }

    void Keep(string? line)
    {
        lock (output) output.AppendLine(line);
    }
}
