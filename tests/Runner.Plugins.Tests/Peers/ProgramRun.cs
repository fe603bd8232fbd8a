using System.Diagnostics;

namespace Runner.Plugins.Tests.Peers;

/// <summary>A program that ran to its end: its exit code and what it wrote.</summary>
sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Far longer than any of them takes: one that hangs is ended, and its test fails.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>All that it wrote, errors last.</summary>
    public string Text => Output + Errors;

    /// <summary>Runs a program with a standard input; the test is skipped when it is not installed.</summary>
    public static async Task<ProgramRun> ToEndAsync(string program, string? input, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(PeerProcess.Require(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
