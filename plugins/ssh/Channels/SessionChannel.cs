using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Channels;

/// <summary>A session channel (RFC 4254, section 6).</summary>
/// <remarks>
/// What is sent is decided under the sender's gate, so that nothing can follow the channel's CLOSE: the server would end the whole
/// connection for it. What is received comes from the connection's one reading loop.
/// </remarks>
sealed class SessionChannel : ISshChannel
{
    readonly ChannelConnection connection;
    readonly FrameSender sender;
    readonly SessionRequest request;
    readonly OutputBuffer output;
    readonly OutputBuffer error;
    readonly ReceiveWindow receiveWindow = new();
    readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<ChannelEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Under the gate.
    uint remoteId;
    long sendWindow;
    int packetSize;
    bool isOpen;
    bool isEofSent;
    bool isCloseSent;
    bool isStartAsked;
    bool isStartForbidden;
    string? inputEnd;
    TaskCompletionSource? windowGrew;
    ReadOnlyMemory<byte> parked;
    long lastParked;

    // The reading loop's.
    bool isTerminalPending;
    bool isStartPending;
    bool isEofReceived;
    int? exitCode;
    string? signal;
    volatile NetworkException? failure;
    volatile bool isGivenUp;

    public SessionChannel(ChannelConnection connection, FrameSender sender, uint id, SessionRequest request)
    {
        this.connection = connection;
        this.sender = sender;
        this.request = request;
        Id = id;
        // A subsystem's client here cuts what comes into answers, and whoever waits for one goes on elsewhere.
        output = new(GiveCredit, () => failure, readsAtOnce: request is SessionRequest.Subsystem);
        error = new(GiveCredit, () => failure, readsAtOnce: false);
        Input = new InputStream(this);
        Output = new OutputStream(output);
        Error = new OutputStream(error);
    }

    public Stream Input { get; }

    public Stream Output { get; }

    public Stream Error { get; }

    public Task<ChannelEnd> End => end.Task;

    /// <summary>Our number of the channel.</summary>
    internal uint Id { get; }

    /// <summary>Its place in the queue for sessions.</summary>
    internal long Turn { get; set; }

    /// <summary>Whether nobody wants it any more.</summary>
    internal bool IsGivenUp => isGivenUp;

    /// <summary>Whether it was given up while it was open. Under the gate until the server has closed it.</summary>
    internal bool IsAbandoned { get; private set; }

    /// <summary>Whether the server has opened it. The reading loop's.</summary>
    internal bool IsOpen => isOpen;

    /// <summary>Completes when the server has started what was asked for.</summary>
    internal Task Started => started.Task;

    /// <summary>How many bytes have come and were not read.</summary>
    internal long Unread => output.Unread + error.Unread;

    public Task SignalAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (sender.Gate)
        {
            if (failure is { } exception) throw exception;
            if (!isOpen || isCloseSent) return Task.CompletedTask;
            sender.Waiting.SignalRequest(remoteId, name);
        }
        sender.Flush();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        bool wasOpen, isAbandoned;
        lock (sender.Gate)
        {
            if (isGivenUp) return ValueTask.CompletedTask;
            isGivenUp = true;
            wasOpen = isOpen;
            isAbandoned = IsAbandoned = isOpen && !isCloseSent;
            if (isOpen) SendClose("the channel is disposed");
        }
        sender.Flush();
        output.GiveUp();
        error.GiveUp();
        end.TrySetResult(new(exitCode, signal));
        if (!wasOpen || isAbandoned) connection.GiveUp(this, wasOpen);
        return ValueTask.CompletedTask;
    }

    /// <summary>Lets nothing start that was not asked for yet; false when the server has been asked, and it may run by now.</summary>
    internal bool ForbidStart()
    {
        lock (sender.Gate)
        {
            isStartForbidden = !isStartAsked;
            return isStartForbidden;
        }
    }

    /// <summary>Closes it because of what happens to its connection.</summary>
    internal ValueTask AbortAsync(NetworkException reason)
    {
        failure ??= reason;
        started.TrySetException(reason);
        _ = started.Task.Exception;
        end.TrySetException(reason);
        _ = end.Task.Exception;
        return DisposeAsync();
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        while (!data.IsEmpty)
        {
            cancel.ThrowIfCancellationRequested();
            Task? obstacle = null;
            var ticket = 0L;
            lock (sender.Gate)
            {
                ThrowIfInputEnded();
                data = Put(data);
                if (!data.IsEmpty && sendWindow > 0) obstacle = sender.Room();
                else if (!data.IsEmpty)
                {
                    if (parked.IsEmpty) (parked, ticket) = (data, ++lastParked);
                    obstacle = (windowGrew ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                }
            }
            sender.Flush();
            if (obstacle is null) continue;
            try
            {
                await obstacle.WaitAsync(cancel).ConfigureAwait(false);
            }
            finally
            {
                if (ticket != 0) data = Unpark(ticket);
            }
        }
    }

    /// <summary>Writes as much as there is window and room for. Under the gate.</summary>
    /// <returns>What is left.</returns>
    ReadOnlyMemory<byte> Put(ReadOnlyMemory<byte> data)
    {
        if (sendWindow > 0 && sender.HasRoom) sender.ExpectData(Math.Min(data.Length, sendWindow));
        while (!data.IsEmpty && sendWindow > 0 && sender.HasRoom)
        {
            var count = (int)Math.Min(Math.Min(data.Length, packetSize), sendWindow);
            sender.Waiting.Data(remoteId, data.Span[..count]);
            sendWindow -= count;
            data = data[count..];
        }
        return data;
    }

    /// <summary>What was not written of what waited for the window.</summary>
    ReadOnlyMemory<byte> Unpark(long ticket)
    {
        lock (sender.Gate)
        {
            // All of it was, and another's waits there by now.
            if (ticket != lastParked) return default;
            var left = parked;
            parked = default;
            return left;
        }
    }

    /// <summary>Sends the end of file, once.</summary>
    internal void EndInput()
    {
        lock (sender.Gate)
        {
            if (!isOpen || isEofSent || isCloseSent || failure is not null) return;
            SendEof();
        }
        sender.Flush();
    }

    /// <summary>The server has opened it. Whether anybody still wants it.</summary>
    internal bool Confirmed(uint remote, uint window, uint packet)
    {
        if (packet == 0) throw new WireFormatException("a channel that takes no data");
        lock (sender.Gate)
        {
            if (isOpen) throw new WireFormatException("a second confirmation of a channel");
            (remoteId, sendWindow, packetSize, isOpen) = (remote, window, (int)Math.Min(packet, ChannelSize.Packet), true);
            IsAbandoned = isGivenUp;
            if (isGivenUp) SendClose("nobody wants the channel any more");
            else if (request.Terminal is { } terminal) AskForTerminal(terminal);
            else AskToStart();
            return !isGivenUp;
        }
    }

    internal void Replied(bool isSuccess)
    {
        if (isTerminalPending)
        {
            isTerminalPending = false;
            if (isSuccess) lock (sender.Gate) AskToStart();
            else Refuse("refuses to give a terminal", "The server may forbid terminals (PermitTTY); without one most commands work as well.");
        }
        else if (isStartPending)
        {
            isStartPending = false;
            if (isSuccess) started.TrySetResult();
            else if (request is SessionRequest.Subsystem subsystem) Refuse($"has no subsystem {Words.Quote(subsystem.Name)}, or refuses it", null);
            else Refuse("refuses to run a command", null);
        }
        else
        {
            throw new WireFormatException("an answer to a request that nobody made");
        }
    }

    internal void Adjust(uint more)
    {
        lock (sender.Gate)
        {
            if (sendWindow + more > uint.MaxValue) throw new WireFormatException("a window that is too large");
            sendWindow += more;
            // Sent from here, what waits for the window need not be woken for each of its small steps.
            if (!parked.IsEmpty && inputEnd is null && !isEofSent && !isCloseSent && failure is null) parked = Put(parked);
            if (parked.IsEmpty || sendWindow > 0) WakeWriter();
        }
    }

    internal void Received(OutputStreamKind kind, ref WireReader reader) => Received(reader.Bytes(), kind);

    internal void Received(ReadOnlySpan<byte> data, OutputStreamKind kind)
    {
        if (isEofReceived) throw new WireFormatException("data after the end of a channel's data");
        receiveWindow.Take(data.Length);
        if (data.IsEmpty) return;
        if (kind == OutputStreamKind.Output) output.Add(data);
        else if (kind == OutputStreamKind.Error) error.Add(data);
        else GiveCredit(data.Length);
    }

    internal void Requested(ref WireReader reader)
    {
        var type = reader.Text();
        var wantsReply = reader.Boolean();
        var isKnown = true;
        switch (type)
        {
            case "exit-status":
                exitCode = unchecked((int)reader.UInt32());
                break;
            case "exit-signal":
                signal = reader.Text();
                break;
            case "eow@openssh.com":
                StopInput("the command reads no more input");
                break;
            default:
                isKnown = false;
                break;
        }
        if (wantsReply)
        {
            lock (sender.Gate)
            {
                if (!isCloseSent) sender.Waiting.Bare(isKnown ? ChannelMessage.Success : ChannelMessage.Failure, remoteId);
            }
        }
        if (isEofReceived) EndIfKnown();
    }

    internal void EofReceived()
    {
        FinishOutput();
        EndIfKnown();
    }

    internal void CloseReceived()
    {
        lock (sender.Gate) SendClose("the command has ended");
        FinishOutput();
        end.TrySetResult(new(exitCode, signal));
        started.TrySetException(new SshException(connection.Target, $"{connection.Target} closed the channel before anything ran on it."));
        _ = started.Task.Exception;
    }

    /// <summary>The server does not open it, or it is all over.</summary>
    internal void Fail(NetworkException exception)
    {
        if (!isEofReceived) failure = exception;
        StopInput("the connection was lost");
        FinishOutput();
        started.TrySetException(exception);
        end.TrySetException(exception);
        // Nobody need wait for both.
        _ = started.Task.Exception;
        _ = end.Task.Exception;
    }

    void AskForTerminal(Terminal terminal)
    {
        isTerminalPending = true;
        sender.Waiting.PtyRequest(remoteId, terminal);
    }

    void AskToStart()
    {
        if (isCloseSent || isStartForbidden) return;
        isStartPending = isStartAsked = true;
        sender.Waiting.StartRequest(remoteId, request);
        if (request is SessionRequest.Command { HasInput: false }) SendEof();
    }

    void SendEof()
    {
        isEofSent = true;
        sender.Waiting.Bare(ChannelMessage.Eof, remoteId);
    }

    void Refuse(string what, string? help)
    {
        Fail(new SshException(connection.Target, $"{connection.Target} {what}.") { Help = help });
        lock (sender.Gate) SendClose("the server refused");
    }

    void EndIfKnown()
    {
        if (exitCode is not null || signal is not null) end.TrySetResult(new(exitCode, signal));
    }

    void FinishOutput()
    {
        if (isEofReceived) return;
        isEofReceived = true;
        output.Finish();
        error.Finish();
    }

    /// <summary>The last that is sent on the channel. Under the gate.</summary>
    void SendClose(string why)
    {
        inputEnd ??= why;
        WakeWriter();
        if (isCloseSent) return;
        isCloseSent = true;
        sender.Waiting.Bare(ChannelMessage.Close, remoteId);
    }

    void StopInput(string why)
    {
        lock (sender.Gate)
        {
            inputEnd ??= why;
            WakeWriter();
        }
    }

    void ThrowIfInputEnded()
    {
        if (failure is { } exception) throw exception;
        ObjectDisposedException.ThrowIf(isGivenUp || isEofSent, typeof(Stream));
        if (inputEnd is not null) throw new IOException($"Nothing more can be written to {connection.Target}: {inputEnd}.");
    }

    void WakeWriter()
    {
        windowGrew?.TrySetResult();
        windowGrew = null;
    }

    /// <summary>Lets the other side send as much again as was read.</summary>
    void GiveCredit(int count)
    {
        var credit = receiveWindow.Consume(count);
        if (credit == 0) return;
        lock (sender.Gate)
        {
            if (!isOpen || isCloseSent) return;
            sender.Waiting.WindowAdjust(remoteId, credit);
        }
        sender.Flush();
    }
}
