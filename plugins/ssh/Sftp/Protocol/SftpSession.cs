using System.Buffers.Binary;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>
/// The exchange of numbered requests and answers with one server: any number of requests at once, each with its answer, whatever
/// their order. The first thing that goes wrong with the streams ends it, and every request with it.
/// </summary>
sealed class SftpSession : IAsyncDisposable
{
    /// <summary>Longer answers than servers send (OpenSSH: 256 KiB).</summary>
    const int LongestAnswer = 1024 * 1024;

    /// <summary>
    /// How much data goes together with other small requests. Such a request to write is on its way before any request that is made
    /// after it; a longer one has to be waited for.
    /// </summary>
    internal const int SmallWrite = 32 * 1024;

    readonly AnswerSource source;
    readonly Outbox outbox;
    readonly IAsyncDisposable? channel;
    readonly Dictionary<uint, Exchange> pending = [];
    readonly CancellationTokenSource ended = new();
    readonly Stream output;
    readonly TimeSpan patience;
    readonly Timer watch;
    readonly Task reading;
    uint lastId;
    int waiting;
    long seen = -1;
    Func<NetworkException>? failure;

    SftpSession(Stream input, Stream output, AnswerSource source, IAsyncDisposable? channel, string target, TimeSpan patience, SftpServerFacts server)
    {
        (this.output, this.source, this.channel, this.patience) = (output, source, channel, patience);
        (Target, Server) = (target, server);
        outbox = new(input, () => Volatile.Read(ref waiting), Lose, ended.Token);
        watch = new(_ => Look(), null, patience, patience);
        reading = source.ReadHere()
            ? Task.Factory.StartNew(ReadAnswersAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
            : Task.Run(ReadAnswersAsync);
    }

    internal string Target { get; }

    internal SftpServerFacts Server { get; set; }

    /// <summary>Agrees on the version of the protocol.</summary>
    /// <param name="input">What the server reads.</param>
    /// <param name="output">What the server writes.</param>
    /// <param name="channel">What ends the streams, disposed last.</param>
    /// <param name="target">Whom they lead to, for messages.</param>
    /// <param name="patience">How long the server may say nothing to requests.</param>
    /// <param name="cancel">Gives up.</param>
    internal static async Task<SftpSession> OpenAsync(
        Stream input, Stream output, IAsyncDisposable? channel, string target, TimeSpan patience, CancellationToken cancel)
    {
        var source = new AnswerSource(output);
        using var limit = new TimeLimit(patience, TimeProvider.System, cancel);
        try
        {
            var server = await Hello.ExchangeAsync(input, source, target, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            return new(input, output, source, channel, target, patience, server);
        }
        catch (OperationCanceledException cause) when (limit.IsOver)
        {
            throw new NetworkTimeoutException(target, $"{target} did not answer the SFTP client within {Words.Duration(patience)}.", cause);
        }
        catch (IOException cause)
        {
            throw Hello.Closed(target, cause);
        }
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request; it is sent once only.</param>
    /// <param name="destination">Where data of the answer goes; it is the session's until the answer is there.</param>
    internal Exchange Send(PacketWriter request, Memory<byte> destination = default)
    {
        var exchange = new Exchange { Destination = destination };
        outbox.Post(request.Finish(Expect(exchange)).Span);
        return exchange;
    }

    /// <summary>Sends a request to write, whose data lies in its packet already. The packet is the session's until both are done.</summary>
    internal (Task Sent, Exchange Exchange) SendWrite(byte[] packet, byte[] handle, long offset, int data)
    {
        var exchange = new Exchange();
        PacketWriter.StampWrite(packet, Expect(exchange), handle, offset, data);
        var request = packet.AsMemory(0, PacketWriter.WriteHeader(handle) + data);
        if (data > SmallWrite) return (outbox.SendAsync(request), exchange);
        outbox.Post(request.Span);
        return (Task.CompletedTask, exchange);
    }

    /// <summary>Whether <see cref="SendReads"/> can be used.</summary>
    internal bool ReadsHere => source.IsHere;

    /// <summary>Cancelled with the session; <see cref="Failure"/> is known then.</summary>
    internal CancellationToken Ended => ended.Token;

    /// <summary>Sends requests to read together; from the thread that reads, too.</summary>
    internal void SendReads(byte[] handle, IReadOnlyList<IReadHere> blocks)
    {
        var requests = new List<byte>();
        foreach (var block in blocks)
        {
            var exchange = block.Expect();
            // Who takes it hears of the session's end.
            _ = exchange.Task.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            requests.AddRange(new PacketWriter(SftpMessage.Read).Bytes(handle).UInt64((ulong)block.At).UInt32((uint)block.Count).Finish(Expect(exchange)).Span);
        }
        outbox.PostHere(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(requests), blocks.Count);
    }

    /// <summary>Whether <see cref="SendHere"/> can be used.</summary>
    internal bool WritesHere => outbox.WritesHere;

    /// <summary>Sends a request to write on this thread.</summary>
    /// <param name="handle">The open file.</param>
    /// <param name="offset">Where to write.</param>
    /// <param name="data">How many bytes.</param>
    /// <param name="fill">Fills all of a buffer with the bytes from one place of the block on.</param>
    /// <param name="buffer">What they go through: small enough to stay in the processor's cache.</param>
    internal Exchange SendHere(byte[] handle, long offset, int data, Action<Memory<byte>, int> fill, byte[] buffer)
    {
        var exchange = new Exchange();
        PacketWriter.StampWrite(buffer, Expect(exchange), handle, offset, data);
        outbox.SendHere((pipe, cancel) =>
        {
            var head = PacketWriter.WriteHeader(handle);
            for (var done = 0; done < data; head = 0)
            {
                var count = Math.Min(buffer.Length - head, data - done);
                fill(buffer.AsMemory(head, count), done);
                pipe.WriteHere(buffer.AsSpan(0, head + count), cancel);
                done += count;
            }
        });
        return exchange;
    }

    /// <summary>Why no request can be sent any more; null while it can.</summary>
    internal NetworkException? Failure => Volatile.Read(ref failure)?.Invoke();

    /// <summary>Ends it because the server is not to be trusted any further.</summary>
    internal ProtocolException Distrust(string what)
    {
        ProtocolException Wrong() => new(Target, $"{Target} does not speak SFTP as it should: {what}.");
        Fail(Wrong);
        return Wrong();
    }

    public async ValueTask DisposeAsync()
    {
        Fail(() => new ConnectionFailedException(Target, $"The SFTP session with {Target} was closed."));
        await watch.DisposeAsync().ConfigureAwait(false);
        await outbox.DisposeAsync().ConfigureAwait(false);
        if (channel is not null) await channel.DisposeAsync().ConfigureAwait(false);
        await output.DisposeAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ended.Dispose();
    }

    uint Expect(Exchange exchange)
    {
        lock (pending)
        {
            if (failure is not null) throw failure();
            // After 2^32 requests one of the first may still wait.
            do lastId++;
            while (!pending.TryAdd(lastId, exchange));
            Volatile.Write(ref waiting, pending.Count);
            return lastId;
        }
    }

    async Task ReadAnswersAsync()
    {
        try
        {
            while (await source.FillAsync(4, ended.Token).ConfigureAwait(false))
            {
                // Before more is waited for: what is too short has no more.
                var length = BinaryPrimitives.ReadUInt32BigEndian(source.Buffered);
                if (length is < 5 or > LongestAnswer) throw new SftpFormatException($"an answer of {length} bytes");
                if (!await source.FillAsync(9, ended.Token).ConfigureAwait(false)) break;
                await ReadAnswerAsync((int)length).ConfigureAwait(false);
            }
            Lose(null);
        }
        catch (SftpFormatException wrong)
        {
            Distrust($"it sent {wrong.Message}");
        }
#pragma warning disable CA1031 // Whatever a stream throws, it ends the session, and who waits for an answer is told.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Lose(cause);
        }
    }

    async ValueTask ReadAnswerAsync(int length)
    {
        var type = (SftpMessage)source.Buffered[4];
        var id = BinaryPrimitives.ReadUInt32BigEndian(source.Buffered[5..]);
        source.Skip(9);
        var left = length - 5;
        Exchange? exchange;
        lock (pending)
        {
            pending.Remove(id, out exchange);
            Volatile.Write(ref waiting, pending.Count);
        }
        if (exchange is null) throw new SftpFormatException($"an answer to a request that was not made (number {id})");
        SftpAnswer answer;
        try
        {
            if (type == SftpMessage.Data && exchange.Room > 0)
            {
                if (left < 4 || !await source.FillAsync(4, ended.Token).ConfigureAwait(false)) throw new SftpFormatException("data without a length");
                var count = BinaryPrimitives.ReadUInt32BigEndian(source.Buffered);
                source.Skip(4);
                if (count != left - 4 || count > exchange.Room || count == 0)
                    throw new SftpFormatException($"{count} bytes of data where {exchange.Room} were asked for");
                if (exchange.Here is { } taker)
                {
                    if (!await source.GiveAsync((int)count, taker, ended.Token).ConfigureAwait(false)) throw new EndOfStreamException();
                }
                else if (!await source.ReadAsync(exchange.Destination[..(int)count], ended.Token).ConfigureAwait(false)) throw new EndOfStreamException();
                answer = new(type, default, (int)count);
            }
            else
            {
                var body = left == 0 ? [] : new byte[left];
                if (!await source.ReadAsync(body, ended.Token).ConfigureAwait(false)) throw new EndOfStreamException();
                answer = new(type, body, 0);
            }
        }
        catch
        {
            // It waits no more among the others, and is told with them; or by itself, where they have been told already.
            NetworkException? told;
            lock (pending)
            {
                told = Failure;
                if (told is null) pending.TryAdd(id, exchange);
            }
            if (told is not null) exchange.TrySetException(told);
            throw;
        }
        exchange.TrySetResult(answer);
        exchange.Here?.Finish();
        outbox.Answered();
    }

    void Lose(Exception? cause) => Fail(() => cause as NetworkException ?? new ConnectionFailedException(
        Target, $"{Target} ended the SFTP session before it answered.", cause) { IsTransient = true });

    void Fail(Func<NetworkException> why)
    {
        Exchange[] waiting;
        lock (pending)
        {
            if (failure is not null) return;
            failure = why;
            waiting = [.. pending.Values];
            pending.Clear();
        }
        ended.Cancel();
        foreach (var exchange in waiting) exchange.TrySetException(why());
    }

    /// <summary>Called once in a while: whether anything came since the last time, if anything was to come.</summary>
    void Look()
    {
        bool waits;
        lock (pending) waits = pending.Count > 0;
        var received = source.Received;
        if (waits && received == seen)
            Fail(() => new NetworkTimeoutException(Target, $"{Target} has not answered the SFTP client for {Words.Duration(patience)}."));
        seen = waits ? received : -1;
    }
}
