using System.Collections.Concurrent;
using System.Net.Sockets;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Channels;

/// <summary>
/// The connection protocol (RFC 4254) over a socket that carries its messages in the clear, one frame each: a byte 0, the message's type,
/// and what it says.
/// </summary>
/// <remarks>One loop reads for all channels and waits for none of them; whoever sends does so himself.</remarks>
sealed class ChannelConnection : IAsyncDisposable
{
    const uint UnknownChannelType = 3;
    const uint StandardError = 1;

    /// <summary>How long a server may take to close channels before the connection is dropped regardless: it closes those of commands that still run when they end.</summary>
    static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(1);

    /// <summary>How long the server's answer is waited for when nobody wants the command any more that it was asked to start.</summary>
    static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    /// <summary>How long what was said before is read when nothing can be sent any more.</summary>
    static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>How long each step of leaving may take, once nobody waits for it here.</summary>
    static readonly TimeSpan LeavingLimit = TimeSpan.FromMinutes(1);

    /// <summary>When the server is nudged first, and not any more.</summary>
    static readonly TimeSpan FirstNudge = TimeSpan.FromMilliseconds(2), LastNudge = TimeSpan.FromMilliseconds(32);

    readonly Socket socket;
    readonly FrameReader frames;
    readonly FrameSender sender;
    readonly SessionSlots slots;
    readonly ConcurrentDictionary<uint, SessionChannel> channels = new();
    readonly CancellationTokenSource lost = new();
    readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task reading = Task.CompletedTask;
    NetworkException? failure;
    uint lastId;
    volatile bool isClosing;

    ChannelConnection(Socket socket, FrameReader frames, string target)
    {
        this.socket = socket;
        this.frames = frames;
        Target = target;
        Lost = lost.Token;
        sender = new(socket, exception => _ = HearOutAsync(exception));
        slots = new(channel =>
        {
            lock (sender.Gate) sender.Waiting.OpenSession(channel.Id);
            sender.Flush();
        });
    }

    /// <summary>Whom it is connected to, for people.</summary>
    public string Target { get; }

    /// <summary>Cancelled when the connection is gone, for whatever reason.</summary>
    public CancellationToken Lost { get; }

    /// <summary>How many channels are open or being opened.</summary>
    internal int ChannelCount => channels.Count;

    /// <summary>Takes a socket over.</summary>
    public static ChannelConnection Over(Socket socket, FrameReader frames, string target)
    {
        var connection = new ChannelConnection(socket, frames, target);
        connection.reading = Task.Run(connection.ReadAsync);
        return connection;
    }

    /// <summary>Opens a session and starts what it is to run.</summary>
    public async Task<SessionChannel> StartAsync(SessionRequest request, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(isClosing, this);
        var channel = new SessionChannel(this, sender, Interlocked.Increment(ref lastId), request);
        channels[channel.Id] = channel;
        // Whoever comes after the end is not among those that it told.
        if (Volatile.Read(ref failure) is { } exception) channel.Fail(exception);
        else slots.Enter(channel);
        if (channel.Id == 1) _ = NudgeAsync(channel);
        try
        {
            try
            {
                await channel.Started.WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (request is SessionRequest.Command && !channel.ForbidStart())
            {
                await HearAsync(channel, cancel).ConfigureAwait(false);
            }
            return channel;
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Closes the channels first, since a master does not outlive every kind of leaving (OpenSSH 9.2): it ends where a channel is left behind that
    /// is just being opened, and crashes where it has something to say to a socket that is gone and channels of which are open. So where the
    /// server takes its time, the socket stays until all is opened and said, and nobody waits for that.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        isClosing = true;
        var closed = new ConnectionFailedException(Target, $"The SSH connection to {Target} was closed.") { IsTransient = false };
        foreach (var channel in channels.Values) await channel.AbortAsync(closed).ConfigureAwait(false);
        CheckSettled();
        await Task.WhenAny(settled.Task, reading, Task.Delay(ClosingLimit)).ConfigureAwait(false);
        if (!settled.Task.IsCompleted && !reading.IsCompleted)
        {
            Interlocked.CompareExchange(ref failure, closed, null);
            slots.Stop();
            await lost.CancelAsync().ConfigureAwait(false);
            _ = LeaveAsync(closed);
            return;
        }
        Interlocked.CompareExchange(ref failure, closed, null);
        slots.Stop();
        sender.Dispose();
        // Nothing more comes then, which is no error to the loop.
        EndSocket(SocketShutdown.Both);
        await reading.ConfigureAwait(false);
    }

    /// <summary>Hears of a channel that nobody wants any more.</summary>
    internal void GiveUp(SessionChannel channel, bool isOpen)
    {
        if (isOpen) slots.Abandoned();
        // Of one that the server was asked for its answer is still to come.
        else if (slots.Leave(channel)) Remove(channel);
    }

    /// <summary>Leaves when the server has opened, and so closed, what it was asked to open: says its end, and hears the master out.</summary>
    async Task LeaveAsync(NetworkException closed)
    {
        await Task.WhenAny(answered.Task, reading, Task.Delay(LeavingLimit)).ConfigureAwait(false);
        sender.Flush();
        await Task.WhenAny(sender.FinishAsync(), reading, Task.Delay(LeavingLimit)).ConfigureAwait(false);
        if (EndSocket(SocketShutdown.Send)) await Task.WhenAny(reading, Task.Delay(LeavingLimit)).ConfigureAwait(false);
        Drop(closed);
    }

    /// <summary>Says that nothing more is sent, or received either; false when the master was faster.</summary>
    bool EndSocket(SocketShutdown what)
    {
        try
        {
            socket.Shutdown(what);
            return true;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>
    /// Sends words without meaning (RFC 4253, section 11.2) until the first channel is open. A server holds small packets back while an earlier
    /// one was not acknowledged, until something runs (Nagle's algorithm), and has told of its keys just before; a system that has nothing to
    /// send acknowledges after 40 ms.
    /// </summary>
    async Task NudgeAsync(SessionChannel channel)
    {
        for (var pause = FirstNudge; pause <= LastNudge; pause += pause)
        {
            await Task.Delay(pause).ConfigureAwait(false);
            lock (sender.Gate)
            {
                if (channel.IsOpen || channel.Started.IsCompleted || isClosing) return;
                sender.Waiting.Ignore();
            }
            sender.Flush();
        }
    }

    /// <summary>Waits for the answer to a start that was given up: only who has the channel of a command can end it.</summary>
    async Task HearAsync(SessionChannel channel, CancellationToken cancel)
    {
        try
        {
            await channel.Started.WaitAsync(AnswerLimit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Servers work requests off in order: these come after the start, if that ever comes.
            await channel.SignalAsync("TERM", CancellationToken.None).ConfigureAwait(false);
            await channel.SignalAsync("KILL", CancellationToken.None).ConfigureAwait(false);
            throw new UnansweredStartException($"{Target} did not say whether it had started it", cancel);
        }
        catch (NetworkException)
        {
            // Refused or lost: nothing is left that could be ended.
            throw new OperationCanceledException(cancel);
        }
    }

    async Task ReadAsync()
    {
        try
        {
            while (await frames.MoveNextAsync(CancellationToken.None).ConfigureAwait(false))
            {
                Dispatch(frames.Current.Span);
                sender.Flush();
            }
            Drop(WireErrors.Lost(Target));
        }
        catch (Exception exception)
        {
            Drop(WireErrors.Of(exception, Target));
        }
        frames.Dispose();
        foreach (var channel in channels.Values) channel.Fail(failure!);
        _ = lost.CancelAsync();
    }

    /// <summary>Nothing can be sent any more. What the other side said before it went tells more than that does.</summary>
    async Task HearOutAsync(Exception unsent)
    {
        sender.Dispose();
        if (unsent is SocketException) await Task.WhenAny(reading, Task.Delay(LastWords)).ConfigureAwait(false);
        Drop(WireErrors.Of(unsent, Target));
    }

    /// <summary>Ends the connection for a reason; the first counts. The reading loop then tells the channels.</summary>
    void Drop(NetworkException reason)
    {
        Interlocked.CompareExchange(ref failure, reason, null);
        slots.Stop();
        sender.Dispose();
        socket.Dispose();
    }

    void Dispatch(ReadOnlySpan<byte> frame)
    {
        var reader = new WireReader(frame);
        if (reader.Byte() != 0) throw new WireFormatException("a padded message");
        var type = reader.Byte();
        switch (type)
        {
            case ChannelMessage.Data:
                Opened(ref reader).Received(reader.Bytes(), OutputStreamKind.Output);
                break;
            case ChannelMessage.ExtendedData:
                Opened(ref reader).Received(reader.UInt32() == StandardError ? OutputStreamKind.Error : OutputStreamKind.Unknown, ref reader);
                break;
            case ChannelMessage.WindowAdjust:
                Opened(ref reader).Adjust(reader.UInt32());
                break;
            case ChannelMessage.OpenConfirmation:
                var isWanted = Find(ref reader).Confirmed(reader.UInt32(), reader.UInt32(), reader.UInt32());
                slots.Opened(isAbandoned: !isWanted);
                CheckSettled();
                break;
            case ChannelMessage.OpenFailure:
                Refused(Find(ref reader), reader.UInt32(), reader.Text());
                break;
            case ChannelMessage.Request:
                Opened(ref reader).Requested(ref reader);
                break;
            case ChannelMessage.Success or ChannelMessage.Failure:
                Opened(ref reader).Replied(type == ChannelMessage.Success);
                break;
            case ChannelMessage.Eof:
                Opened(ref reader).EofReceived();
                break;
            case ChannelMessage.Close:
                var closed = Opened(ref reader);
                closed.CloseReceived();
                Remove(closed);
                slots.Ended(closed.IsAbandoned);
                break;
            default:
                DispatchOther(type, ref reader);
                break;
        }
    }

    void DispatchOther(byte type, ref WireReader reader)
    {
        switch (type)
        {
            case ChannelMessage.GlobalRequest:
                reader.Bytes();
                if (!reader.Boolean()) break;
                lock (sender.Gate) sender.Waiting.Bare(ChannelMessage.RequestFailure);
                break;
            case ChannelMessage.Open:
                reader.Bytes();
                var id = reader.UInt32();
                lock (sender.Gate) sender.Waiting.RefuseOpen(id);
                break;
            case ChannelMessage.Disconnect:
                reader.UInt32();
                throw new ConnectionFailedException(Target, $"{Target} ended the SSH connection: {Words.Quote(reader.Text())}.");
            // Nothing is asked for globally here; the rest says nothing.
            case ChannelMessage.RequestSuccess or ChannelMessage.RequestFailure:
            case ChannelMessage.Ignore or ChannelMessage.Unimplemented or ChannelMessage.Debug:
                break;
            default:
                throw new WireFormatException($"a message of type {type}");
        }
    }

    void Refused(SessionChannel channel, uint reason, string words)
    {
        if (channel.IsOpen) throw new WireFormatException("a refusal of a channel that is open");
        var mayWait = slots.Refused(channel);
        if (mayWait && reason != UnknownChannelType && !channel.IsGivenUp) return;
        slots.Leave(channel);
        Remove(channel);
        channel.Fail(new SshException(Target, $"{Target} refuses to open a session: {Words.Quote(words)}.")
        {
            Help = "The server may allow no sessions, or no more at once (MaxSessions); commands that were given up and still run there count too.",
        });
    }

    SessionChannel Opened(ref WireReader reader)
    {
        var channel = Find(ref reader);
        return channel.IsOpen ? channel : throw new WireFormatException("a message for a channel that is not open yet");
    }

    SessionChannel Find(ref WireReader reader)
    {
        var id = reader.UInt32();
        return channels.TryGetValue(id, out var channel) ? channel : throw new WireFormatException($"a message for channel {id}, which does not exist");
    }

    void Remove(SessionChannel channel)
    {
        channels.TryRemove(channel.Id, out _);
        CheckSettled();
    }

    /// <summary>Whether the server has answered all that it was asked to open, and whether all is closed.</summary>
    void CheckSettled()
    {
        if (!isClosing || channels.Values.Any(channel => !channel.IsOpen)) return;
        answered.TrySetResult();
        if (channels.IsEmpty) settled.TrySetResult();
    }
}
