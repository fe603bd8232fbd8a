using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>A command whose client is a process of its own.</summary>
sealed class SpawnedChannel : ISshChannel
{
    /// <summary>Signals after which a command is expected to end; no client has a way to send one.</summary>
    static readonly string[] Endings = ["HUP", "INT", "KILL", "QUIT", "TERM"];

    readonly SpawnedClient client;
    readonly string target;
    readonly Action<SpawnedChannel> over;
    bool isDisposed;
    volatile bool isEnded;

    /// <param name="client">The client, once its command has started.</param>
    /// <param name="target">Whom it is connected to.</param>
    /// <param name="hasTerminal">Whether its outputs are joined.</param>
    /// <param name="over">Told when the channel is disposed.</param>
    public SpawnedChannel(SpawnedClient client, string target, bool hasTerminal, Action<SpawnedChannel> over)
    {
        (this.client, this.target, this.over) = (client, target, over);
        End = EndAsync();
        Output = new SpawnedOutput(client.Output, End);
        // A client with a terminal says there only that it has ended.
        if (hasTerminal) _ = client.Error.CopyToAsync(Stream.Null).ContinueWith(static copy => copy.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        Error = hasTerminal ? Stream.Null : new SpawnedOutput(client.Error, End);
        // Nobody need wait for it.
        _ = End.ContinueWith(static end => end.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    public Stream Input => client.Input;

    public Stream Output { get; }

    public Stream Error { get; }

    public Task<ChannelEnd> End { get; }

    /// <summary>Ends the client for a signal that ends commands: a command notices when it reads or writes, or by the hangup of its terminal.</summary>
    /// <exception cref="SshException">It is another signal.</exception>
    public async Task SignalAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (!Endings.Contains(name))
            throw new SshException(target, $"{target} cannot be sent the signal {Words.Quote(name)}: where connections are not shared, a command can only be ended.");
        isEnded = true;
        await client.KillAsync().WaitAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true)) return;
        isEnded = true;
        await Output.DisposeAsync().ConfigureAwait(false);
        await Error.DisposeAsync().ConfigureAwait(false);
        await client.DisposeAsync().ConfigureAwait(false);
        over(this);
    }

    async Task<ChannelEnd> EndAsync()
    {
        await client.Exit.ConfigureAwait(false);
        try
        {
            return SpawnedEnd.Of(client.Log, target);
        }
        catch (ConnectionFailedException) when (isEnded)
        {
            // By us: nobody knows what the command does now.
            return new(null, null);
        }
    }
}
