using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Runner.Service.Tests.Fixtures;

/// <summary>The program itself, in a process of its own.</summary>
sealed partial class ServeProcess : IDisposable
{
    static readonly string Root = FindRoot();

    readonly StringBuilder output = new();
    readonly Process process;

    ServeProcess(Process process) => this.process = process;

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    public int ExitCode => process.ExitCode;

    /// <summary>Starts a command of it.</summary>
    public static ServeProcess Start(string folder, string[] arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(Root, "artifacts", "bin", "Runner.Cli", "debug", "runner.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["RUNNER_STORE"] = Path.Combine(folder, "state", "runner.db");
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(folder, "cache");
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in variables ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var started = new ServeProcess(Process.Start(start)!);
        started.process.OutputDataReceived += (_, line) => started.Add(line.Data);
        started.process.ErrorDataReceived += (_, line) => started.Add(line.Data);
        started.process.BeginOutputReadLine();
        started.process.BeginErrorReadLine();
        started.process.StandardInput.Close();
        return started;
    }

    /// <summary>Runs a command of it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        await process.EndsAsync();
        return (process.ExitCode, process.Output);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public Task SaysAsync(string text, int seconds = 60) => ServedProject.UntilAsync(() =>
        process.HasExited && !Output.Contains(text, StringComparison.Ordinal) ? throw new InvalidOperationException($"it ended without {text}:\n{Output}") : Task.FromResult(Output.Contains(text, StringComparison.Ordinal)), text, seconds);

    /// <summary>SIGKILL, without a word of warning.</summary>
    public void Kill() => process.Kill();

    public void Terminate() => Assert.Equal(0, Kill(process.Id, 15));

    /// <summary>SIGSTOP: it stands still, as a machine that swaps or a paused virtual machine does.</summary>
    public void Pause() => Assert.Equal(0, Kill(process.Id, 19));

    /// <summary>SIGCONT.</summary>
    public void GoOn() => Assert.Equal(0, Kill(process.Id, 18));

    public async Task EndsAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    void Add(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
    }

    static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Runner.sln"))) at = at.Parent!;
        return at.FullName;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
