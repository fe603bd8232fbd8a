using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>A command from its start to its end.</summary>
sealed class CommandRun
{
    readonly SshClient client;
    readonly RemoteCommand command;
    readonly SshRunOptions options;
    readonly bool isKill;
    readonly OutputKeeper stdout, stderr;
    readonly TaskCompletionSource<ExceptionDispatchInfo> failure = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="client">Where it runs.</param>
    /// <param name="command">What runs.</param>
    /// <param name="options">How.</param>
    /// <param name="isKill">Whether it is there to end another one: then nothing is there to end it.</param>
    public CommandRun(SshClient client, RemoteCommand command, SshRunOptions options, bool isKill = false)
    {
        (this.client, this.command, this.options, this.isKill) = (client, command, options, isKill);
        if (options.MaxOutput < 0) throw new ActionInputException("max-output", "`max-output` is less than 0: give a number of bytes.");
        stdout = new(options.MaxOutput, options.CopyStdoutTo, options.OnLine is null ? null : new(isError: false, options.OnLine), Fail);
        stderr = new(options.MaxOutput, null, options.OnLine is null ? null : new(isError: true, options.OnLine), Fail);
    }

    /// <summary>What it wrote last; null as long as it wrote nothing. Read from any thread.</summary>
    public string? LastLine => stdout.LastLine ?? stderr.LastLine;

    /// <summary>What it wrote, once it has failed; null for nothing.</summary>
    public CommandOutput? PartialOutput() => stdout.IsEmpty && stderr.IsEmpty ? null : new(stdout.Text(), stderr.Text(), stdout.IsTruncated || stderr.IsTruncated);

    /// <exception cref="NetworkTimeoutException">It took longer than its timeout, and was ended.</exception>
    /// <exception cref="NetworkException">The connection is lost, or the other side did not start it.</exception>
    /// <exception cref="IOException">The stream that it reads from, or the one that its output is copied to, failed; the command was ended.</exception>
    public async Task<SshCommandResult> RunAsync(CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        using var limit = new TimeLimit(options.Timeout is { } timeout ? TimeLimit.Checked(timeout, "timeout") : TimeLimit.Longest, TimeProvider.System, cancel);
        try
        {
            var running = await CommandStart.RunAsync(client, command, options, limit.Token, isKill, hasInput: options.Stdin is not null).ConfigureAwait(false);
            await using (running.ConfigureAwait(false))
            {
                var end = await FollowAsync(running, limit.Token).ConfigureAwait(false);
                return new(client.Target, end, stdout, stderr, Stopwatch.GetElapsedTime(started));
            }
        }
        catch (OperationCanceledException cause) when (limit.IsOver && options.Timeout is not null)
        {
            throw new NetworkTimeoutException(client.Target, $"The command on {client.Target} did not end within {Words.Duration(options.Timeout.Value)}.", cause);
        }
    }

    async Task<SshCommandEnd> FollowAsync(SshCommand running, CancellationToken cancel)
    {
        // Also a command that is being ended is read on: one that cannot write does not end.
        using var over = new CancellationTokenSource();
        var writing = WriteAsync(running.Stdin, over.Token);
        var reading = Task.WhenAll(stdout.ReadAsync(running.Stdout, over.Token), stderr.ReadAsync(running.Stderr, over.Token));
        try
        {
            if (await Task.WhenAny(reading, failure.Task).WaitAsync(cancel).ConfigureAwait(false) == failure.Task)
            {
                await KillAsync(running).ConfigureAwait(false);
                (await failure.Task.ConfigureAwait(false)).Throw();
            }

            await reading.ConfigureAwait(false);
            // A short command ends before anybody looks.
            if (failure.Task.IsCompleted) (await failure.Task.ConfigureAwait(false)).Throw();
            return await running.End.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(running).ConfigureAwait(false);
            throw;
        }
        catch (NetworkException lost) when (lost is not ConnectionFailedException { InnerException: NetworkException })
        {
            throw CommandErrors.Lost(client.Target, lost);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task KillAsync(SshCommand running)
    {
        if (!isKill && await running.KillAsync().ConfigureAwait(false) is { } why) CommandStart.Warn(client, options, why);
    }

    /// <summary>Something on this side failed, which ends the command.</summary>
    void Fail(Exception cause) => failure.TrySetResult(ExceptionDispatchInfo.Capture(cause));

    async Task WriteAsync(Stream stdin, CancellationToken cancel)
    {
        var chunk = new byte[options.Stdin is null ? 0 : 32 * 1024];
        var last = (byte)'\n';
        while (options.Stdin is not null)
        {
            int length;
            try
            {
                length = await options.Stdin.ReadAsync(chunk, cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Fail(e);
                return;
            }

            if (length == 0) break;
            last = chunk[length - 1];
            if (!await SendAsync(stdin, chunk.AsMemory(0, length), cancel).ConfigureAwait(false)) return;
        }

        if (!options.Pty) await stdin.DisposeAsync().ConfigureAwait(false);
        // A terminal has no end of file but Ctrl-D, which in the middle of a line means the line's end only.
        else if (options.Stdin is not null) await SendAsync(stdin, last == '\n' ? "\x04"u8.ToArray() : "\x04\x04"u8.ToArray(), cancel).ConfigureAwait(false);
    }

    /// <summary>Whether it could be sent. A command need not read what it is given: <c>head -1</c> does not.</summary>
    static async Task<bool> SendAsync(Stream stdin, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await stdin.WriteAsync(bytes, cancel).ConfigureAwait(false);
            await stdin.FlushAsync(cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or NetworkException)
        {
            return false;
        }
    }
}
