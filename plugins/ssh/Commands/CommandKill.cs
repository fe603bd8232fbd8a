using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Ends a command that runs, within bounded time.</summary>
static class CommandKill
{
    /// <summary>The kill script takes at most 4 s and what its host takes to list its processes.</summary>
    static readonly TimeSpan ScriptLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long a session of the command's own connection is waited for.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    static readonly string[] Signals = ["TERM", "KILL"];

    /// <returns>Why it may go on; null when it has ended.</returns>
    /// <exception cref="NetworkException">The connection is lost.</exception>
    public static async Task<string?> EndAsync(SshClient client, ISshChannel channel, IReadOnlyList<string> roots, SshSudo? sudo)
    {
        if (roots.Count == 0) return await SignalAsync(client, channel).ConfigureAwait(false);
        var transport = new ImpatientTransport(client.Transport, Patience);
        try
        {
            using var limit = new CancellationTokenSource(ScriptLimit);
            return await RunScriptAsync(client.On(transport), roots, sudo, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (transport.HasGivenUp)
        {
            // Each session may be taken by a command that is to be ended, too.
            return await EndBesideAsync(client, channel, roots, sudo).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody answers.
            return await SignalAsync(client, channel).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it over a second connection.</summary>
    static async Task<string?> EndBesideAsync(SshClient client, ISshChannel channel, IReadOnlyList<string> roots, SshSudo? sudo)
    {
        using var limit = new CancellationTokenSource(ScriptLimit);
        try
        {
            return await client.Notes.Spare.UseAsync(transport => RunScriptAsync(client.On(transport), roots, sudo, limit.Token), limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NetworkException || limit.IsCancellationRequested)
        {
            return await SignalAsync(client, channel).ConfigureAwait(false) is { } why
                ? $"no session was left to end it by, a second connection {(cause is NetworkException ? $"failed ({cause.Message.TrimEnd('.')})" : "took too long")}, and {why}" : null;
        }
    }

    static async Task<string?> RunScriptAsync(SshClient client, IReadOnlyList<string> roots, SshSudo? sudo, CancellationToken cancel)
    {
        var options = new SshRunOptions { Sudo = sudo, MaxOutput = 16 * 1024 };
        var result = await new CommandRun(client, RemoteCommand.OfShell(KillScript.Of(roots, client.Limits.Grace)), options, isKill: true).RunAsync(cancel).ConfigureAwait(false);
        if (result.ExitCode == 0) return null;
        return result.Stdout.Length > 0 ? $"these processes could not be ended: {result.Stdout.Trim()}" : $"ending its processes failed: {Words.Quote(result.Stderr)}";
    }

    static async Task<string?> SignalAsync(SshClient client, ISshChannel channel)
    {
        foreach (var signal in Signals)
        {
            using var limit = new CancellationTokenSource(client.Limits.Grace);
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
