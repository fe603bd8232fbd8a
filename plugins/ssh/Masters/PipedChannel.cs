using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>
/// A subsystem whose data the master reads from pipes and writes to pipes of this process: a client hands them over to it, and only waits
/// then. Through the master's socket each piece of 32 KiB costs messages on both sides, which a large file feels.
/// </summary>
/// <remarks>A client and its start, some 10 ms, for each: for what is large.</remarks>
sealed class PipedChannel : ISshChannel
{
    /// <summary>How long the connection's end may take to be known after the end of the pipes.</summary>
    static readonly TimeSpan NewsLimit = TimeSpan.FromSeconds(1);

    readonly Process process;
    readonly string target;
    readonly CancellationToken lost;
    readonly Task exit;
    volatile bool isDisposed;
    int disposing;

    PipedChannel(Process process, string target, CancellationToken lost)
    {
        (this.process, this.target, this.lost) = (process, target, lost);
        exit = process.WaitForExitAsync(CancellationToken.None);
        // A pipe that nobody reads would stop who writes into it.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None).ContinueWith(
            static copy => copy.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        End = EndAsync();
        // Nobody need wait for it.
        _ = End.ContinueWith(static end => end.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        var (input, output) = (new PipeEnd((PipeStream)process.StandardInput.BaseStream, WhyAsync), new PipeEnd((PipeStream)process.StandardOutput.BaseStream, WhyAsync));
        input.Enlarge();
        output.Enlarge();
        (Input, Output) = (input, output);
    }

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>Empty: no subsystem that is used here says anything there, and the client does.</summary>
    public Stream Error => Stream.Null;

    public Task<ChannelEnd> End { get; }

    /// <summary>Starts a client that hands its pipes to a master. Whether the server has the subsystem shows in what it says.</summary>
    /// <param name="program">The client.</param>
    /// <param name="socket">The master's socket.</param>
    /// <param name="target">Whom the master is connected to.</param>
    /// <param name="subsystem">What is to run.</param>
    /// <param name="lost">Cancelled when the master's connection is gone.</param>
    /// <exception cref="SshException">The system does not let it start.</exception>
    public static PipedChannel Start(string program, string socket, string target, string subsystem, CancellationToken lost)
    {
        // Without the master it is to connect to nobody.
        string[] arguments =
        [
            "-F", "none", "-S", socket.Replace("%", "%%", StringComparison.Ordinal), "-o", "ControlMaster=no", "-o", "ProxyCommand=false", "-o", "BatchMode=yes",
            "-a", "-x", "-T", "-s", "--", "runner", subsystem,
        ];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        try
        {
            var process = Process.Start(start)!;
            return new(process, target, lost);
        }
        catch (Win32Exception cause)
        {
            throw new SshException(target, $"{program} cannot be started: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    public Task SignalAsync(string name, CancellationToken cancel) => throw new NotSupportedException("A subsystem is sent no signals");

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposing, 1) != 0) return;
        isDisposed = true;
        await Input.DisposeAsync().ConfigureAwait(false);
        await Output.DisposeAsync().ConfigureAwait(false);
        try
        {
            // The master closes the channel of a client that is gone.
            if (!process.HasExited) process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
        await exit.ConfigureAwait(false);
        process.Dispose();
    }

    async Task<ChannelEnd> EndAsync()
    {
        await exit.ConfigureAwait(false);
        return await WhyAsync().ConfigureAwait(false) is { } reason ? throw reason : new(null, null);
    }

    /// <summary>Why the pipes have ended; null when it is not because of the connection.</summary>
    async Task<NetworkException?> WhyAsync()
    {
        if (isDisposed) return null;
        // The pipes may tell sooner than the connection's reader does; a client that the server turned away ends with the connection open.
        if (!lost.IsCancellationRequested)
        {
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var told = lost.Register(gone.SetResult);
            await Task.WhenAny(gone.Task, Task.Delay(NewsLimit, CancellationToken.None)).ConfigureAwait(false);
        }
        return lost.IsCancellationRequested ? WireErrors.Lost(target) : null;
    }
}
