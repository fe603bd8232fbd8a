using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>A command that runs on the other side. Disposing it closes its streams, and does not wait for its end nor see to it: <see cref="KillAsync"/> does.</summary>
public sealed class SshCommand : IAsyncDisposable
{
    readonly SshClient client;
    readonly ISshChannel channel;
    readonly MarkedStream? telling;
    readonly IReadOnlyList<string> roots;
    readonly SshSudo? sudo;

    internal SshCommand(SshClient client, ISshChannel channel, Stream output, Stream error, MarkedStream? telling, IReadOnlyList<string> roots, SshSudo? sudo)
    {
        (this.client, this.channel, this.telling, this.roots, this.sudo) = (client, channel, telling, roots, sudo);
        (Stdout, Stderr) = (output, error);
        End = EndAsync();
        // Whoever does not ask how it ended need not hear that nobody knows.
        _ = End.ContinueWith(static end => end.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>Its standard input. Disposing it is the end of the file; writing to a command that reads no more is an <see cref="IOException"/>.</summary>
    public Stream Stdin => channel.Input;

    /// <summary>Its standard output. What is not read holds the command up.</summary>
    /// <remarks>Reading fails with a <see cref="NetworkException"/> when the connection is lost.</remarks>
    public Stream Stdout { get; }

    /// <summary>Its standard error; empty with a terminal, which joins both.</summary>
    public Stream Stderr { get; }

    /// <summary>How it ended, once both streams have come whole.</summary>
    /// <remarks>Fails with a <see cref="ConnectionFailedException"/> when the connection is lost before.</remarks>
    public Task<SshCommandEnd> End { get; }

    /// <summary>Asks the server to send it a signal, such as <c>TERM</c> or <c>HUP</c>. Servers need not do it, and do not say: OpenSSH before 9.8 does nothing for root.</summary>
    /// <param name="name">The signal, without SIG.</param>
    /// <param name="cancel">Gives up.</param>
    public Task SignalAsync(string name, CancellationToken cancel = default) => channel.SignalAsync(name, cancel);

    /// <summary>Ends it with all of its processes: asks them to, and ends those that have not after 2 s. Then it is closed.</summary>
    /// <returns>Why it may go on; null when it has ended.</returns>
    public async Task<string?> KillAsync()
    {
        string? why;
        try
        {
            string[] known = telling?.Seen is { Kind: StartScript.Started } mark && CommandStart.IsProcess(mark.Word) ? [.. roots, mark.Word] : [.. roots];
            why = channel.End.IsCompleted ? null : await CommandKill.EndAsync(client, channel, known, sudo).ConfigureAwait(false);
        }
        catch (NetworkException lost)
        {
            why = lost.Message;
        }

        await DisposeAsync().ConfigureAwait(false);
        return why;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => channel.DisposeAsync();

    async Task<SshCommandEnd> EndAsync()
    {
        try
        {
            var end = await channel.End.ConfigureAwait(false);
            return new(end.ExitCode, end.Signal);
        }
        catch (NetworkException lost)
        {
            throw CommandErrors.Lost(client.Target, lost);
        }
    }
}

/// <summary>How a command ended: one of both, or neither when the server did not say.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Signal">The signal that ended it, without SIG: <c>KILL</c>.</param>
public sealed record SshCommandEnd(int? ExitCode, string? Signal);
