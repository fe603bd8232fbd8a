using System.Diagnostics;

namespace Runner.Cli.Tests.Fixtures;

/// <summary>The program in a process of its own, in the folder and with the state of a <see cref="Shell"/>, to be killed.</summary>
sealed class ShellProcess : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    readonly Process process;

    ShellProcess(Process process) => this.process = process;

    public static ShellProcess Start(Shell shell, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = shell.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(RunnerProgram).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["XDG_STATE_HOME"] = shell.PathOf("state");
        start.Environment["XDG_CACHE_HOME"] = shell.PathOf("cache");
        start.Environment.Remove("RUNNER_STORE");
        var started = Process.Start(start)!;
        // Nobody reads them, and nobody is to wait for that.
        started.OutputDataReceived += static (_, _) => { };
        started.ErrorDataReceived += static (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new(started);
    }

    /// <summary>Waits for a file, which what runs makes.</summary>
    public async Task MakesAsync(string path)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!File.Exists(path))
        {
            process.HasExited.ShouldBeFalse("it ended before");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>SIGKILL, to it and what it started.</summary>
    public void Kill()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }
}
