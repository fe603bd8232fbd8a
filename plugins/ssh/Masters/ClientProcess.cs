using System.Diagnostics;
using System.Text;
using Runner.Plugins.Ssh.Errors;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>A client while it logs in, and what it writes to its standard error.</summary>
/// <remarks>
/// The client goes on in the background with the same standard error, and so does a program that makes its connection
/// (<c>ProxyCommand</c>): what they write later is read and dropped, since a pipe that nobody reads would stop or end them.
/// </remarks>
sealed class ClientProcess : IAsyncDisposable
{
    /// <summary>What is kept of its words. A login says about 4 KiB.</summary>
    const int MostWords = 256 * 1024;

    /// <summary>How long words may take that were written before the process ended.</summary>
    static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);

    /// <summary>How long words may end after the process did: a program that makes its connection may hold them for longer.</summary>
    static readonly TimeSpan EndOfWords = TimeSpan.FromMilliseconds(20);

    /// <summary>How long words gather before they are read while it logs in, at first and at most: it writes some sixty lines, one by one, and a pipe holds ten times as much.</summary>
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100), LongestGathering = TimeSpan.FromSeconds(1);

    readonly Process process;
    readonly StringBuilder words = new();
    readonly CancellationTokenSource over = new();
    readonly TaskCompletionSource wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task exit;
    readonly Task reading;

    ClientProcess(Process process)
    {
        this.process = process;
        exit = process.WaitForExitAsync(CancellationToken.None);
        reading = ReadAsync(process.StandardError.BaseStream);
    }

    /// <summary>What it has written so far.</summary>
    public string Words
    {
        get
        {
            lock (words) return words.ToString();
        }
    }

    /// <summary>Starts a client.</summary>
    /// <exception cref="SshException">The system does not let it start.</exception>
    public static ClientProcess Start(SshLaunch launch)
    {
        // All three: a process that shares the terminal has its settings kept and restored around it.
        (launch.Start.RedirectStandardInput, launch.Start.RedirectStandardOutput, launch.Start.RedirectStandardError) = (true, true, true);
        Process process;
        try
        {
            process = Process.Start(launch.Start)!;
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw new SshException(launch.Target, $"No connection to {launch.Target}: {launch.Start.FileName} cannot be started: {cause.Message.TrimEnd('.')}.", cause);
        }
        launch.Started(process);
        process.StandardInput.Close();
        process.StandardOutput.Close();
        return new(process);
    }

    /// <summary>Waits until it has logged in and gone to the background: true; or has ended otherwise.</summary>
    /// <param name="unanswerable">Completes when nothing can come of it.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<bool> LogsInAsync(Task unanswerable, CancellationToken cancel)
    {
        if (await Task.WhenAny(exit, unanswerable).WaitAsync(cancel).ConfigureAwait(false) == unanswerable)
        {
            wanted.TrySetResult();
            await Task.WhenAny(reading, Task.Delay(Gathering, cancel)).ConfigureAwait(false);
            return false;
        }
        var good = process.ExitCode == 0;
        // Its last words may be on their way; and who was started by it may keep the pipe open for long.
        for (var waited = Stopwatch.GetTimestamp(); !reading.IsCompleted && Stopwatch.GetElapsedTime(waited) < LastWords;)
        {
            if (good && Words.Contains(LoginLog.InBackground, StringComparison.Ordinal)) break;
            await Task.WhenAny(reading, Task.Delay(good ? 2 : 20, cancel)).ConfigureAwait(false);
        }
        return good;
    }

    /// <summary>Ends it, if it has not ended, with whatever it started.</summary>
    public async Task KillAsync()
    {
        try
        {
            if (process.HasExited) return;
            wanted.TrySetResult();
            // One that connects by itself says so, and starts nothing; of one that was not heard yet nobody knows.
            process.Kill(entireProcessTree: !Words.Contains("debug1: Connecting to ", StringComparison.Ordinal));
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
        await exit.ConfigureAwait(false);
        // What it said last tells why it took too long.
        await Task.WhenAny(reading, Task.Delay(LastWords)).ConfigureAwait(false);
    }

    /// <summary>Reads its words no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(reading, Task.Delay(EndOfWords)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        process.Dispose();
    }

    async Task ReadAsync(Stream stream)
    {
        var piece = new byte[16 * 1024];
        try
        {
            for (var pause = Gathering; ; pause = pause + pause < LongestGathering ? pause + pause : LongestGathering)
            {
                if (!exit.IsCompleted) await Task.WhenAny(exit, wanted.Task, Task.Delay(pause, over.Token)).ConfigureAwait(false);
                var count = await stream.ReadAsync(piece, over.Token).ConfigureAwait(false);
                if (count == 0) return;
                lock (words)
                {
                    if (words.Length < MostWords) words.Append(Encoding.UTF8.GetString(piece, 0, count));
                }
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Nobody wants to know any more.
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
