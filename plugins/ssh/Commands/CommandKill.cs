using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Ends a command that runs, within bounded time.</summary>
static class CommandKill
{
    /// <summary>How long a command may take to end on its own accord, and after that to be gone.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The kill script takes at most 4 s and what its host takes to list its processes.</summary>
    static readonly TimeSpan ScriptLimit = TimeSpan.FromSeconds(10);

    static readonly string[] Signals = ["TERM", "KILL"];

    /// <returns>Why it may go on; null when it has ended.</returns>
    /// <exception cref="NetworkException">The connection is lost.</exception>
    public static async Task<string?> EndAsync(SshClient client, ISshChannel channel, IReadOnlyList<string> roots, SshSudo? sudo)
    {
        if (roots.Count == 0) return await SignalAsync(channel).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(ScriptLimit);
        try
        {
            var options = new SshRunOptions { Sudo = sudo, MaxOutput = 16 * 1024 };
            var run = new CommandRun(client, RemoteCommand.OfShell(KillScript.Of(roots)), options, isKill: true);
            var result = await run.RunAsync(limit.Token).ConfigureAwait(false);
            if (result.ExitCode == 0) return null;
            return result.Stdout.Length > 0 ? $"these processes could not be ended: {result.Stdout.Trim()}" : $"ending its processes failed: {Words.Quote(result.Stderr)}";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // No further session was allowed, or nobody answers.
            return await SignalAsync(channel).ConfigureAwait(false);
        }
    }

    static async Task<string?> SignalAsync(ISshChannel channel)
    {
        foreach (var signal in Signals)
        {
            using var limit = new CancellationTokenSource(Grace);
            try
            {
                await channel.SignalAsync(signal, limit.Token).ConfigureAwait(false);
                await channel.End.WaitAsync(limit.Token).ConfigureAwait(false);
                return null;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                // The next is stronger.
            }
        }

        return "the server did not end it when it was sent SIGTERM and SIGKILL";
    }
}
