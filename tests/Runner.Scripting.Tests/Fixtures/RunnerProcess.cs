using System.Diagnostics;

namespace Runner.Scripting.Tests.Fixtures;

/// <summary>Runner as a process of its own, which has the compiler beside it as the tests have.</summary>
static class RunnerProcess
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "runner.exe" : "runner");

    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(string folder, string cache, string[] arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["XDG_CACHE_HOME"] = cache;
        start.Environment["XDG_STATE_HOME"] = cache;
        start.Environment["DOTNET_ROOT"] = DotnetRoot;
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        await File.WriteAllTextAsync(Path.Combine(folder, "runner.yaml"), $"plugins: ['{ScriptBench.HttpPlugin}']\n");
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await error);
    }
}
