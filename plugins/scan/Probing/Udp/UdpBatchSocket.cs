using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;
using static Runner.Plugins.Scan.Probing.Calls.SocketCalls;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>
/// A socket that is connected to nobody and asks everybody, in batches. Linux puts the ICMP errors for what it sent into its error
/// queue (IP_RECVERR, ip(7)), each with whom the datagram was for and who says so; that takes no rights.
/// </summary>
sealed unsafe class UdpBatchSocket : IDisposable
{
    const int Batch = 64, DataRoom = 256, ControlRoom = 192;
    const int ReceiveBuffer = 4 << 20;

    /// <summary>An error that is another datagram's is reported by the next send, once each: more than so many in a row are its own.</summary>
    const int Tries = 32;

    readonly BatchCalls.Message* outgoing, incoming;
    readonly BatchCalls.Vector* vectors;
    readonly byte* memory;
    readonly SentDatagram[] sent = new SentDatagram[Batch];
    int queued;

    /// <param name="v6">Of which family.</param>
    /// <param name="local">The address to ask from; null for the system's choice.</param>
    /// <exception cref="ConnectionFailedException">The system gives no socket, or not from this address.</exception>
    public UdpBatchSocket(bool v6, ScanAddress? local)
    {
        IsV6 = v6;
        Descriptor = SocketCalls.Socket(v6 ? AfInet6 : AfInet, SockDatagram | NonBlockingCloseOnExec, 0);
        if (Descriptor < 0) throw Refused("the system gives no UDP socket");
        try
        {
            Set(SolSocket, SoReceiveBuffer, ReceiveBuffer);
            QueuedError.Enable(Descriptor, v6);
            Set(v6 ? SolIpV6 : SolIp, v6 ? IpV6ReceiveHopLimit : IpReceiveTtl, 1);
            if (v6) Set(SolIpV6, IpV6Only, 1);
            Port = Bind(local);
        }
        catch
        {
            _ = SocketCalls.Close(Descriptor);
            throw;
        }
        const int headers = Batch * 2;
        var size = (nuint)((headers * (sizeof(BatchCalls.Message) + sizeof(BatchCalls.Vector) + SocketAddressBytes.Size + 4)) + (Batch * (DataRoom + ControlRoom)));
        memory = (byte*)NativeMemory.AllocZeroed(size);
        outgoing = (BatchCalls.Message*)memory;
        incoming = outgoing + Batch;
        vectors = (BatchCalls.Vector*)(incoming + Batch);
        var names = (byte*)(vectors + headers);
        var control = names + (headers * (SocketAddressBytes.Size + 4));
        var data = control + (Batch * ControlRoom);
        for (var n = 0; n < headers; n++)
        {
            ref var header = ref outgoing[n].Header;
            header.Name = names + (n * (SocketAddressBytes.Size + 4));
            header.Vectors = vectors + n;
            header.VectorCount = 1;
            if (n < Batch) continue;
            header.Control = control + ((n - Batch) * ControlRoom);
            vectors[n] = new() { Start = data + ((n - Batch) * DataRoom), Length = DataRoom };
        }
    }

    public bool IsV6 { get; }

    public int Descriptor { get; }

    /// <summary>The port it asks from.</summary>
    public ushort Port { get; }

    /// <summary>How many datagrams there is room for in the batch.</summary>
    public int Room => Batch - queued;

    /// <summary>Puts a datagram into the batch, which has room for it.</summary>
    public void Add(ScanAddress address, ushort port, UdpPayload payload, SentDatagram datagram)
    {
        ref var header = ref outgoing[queued].Header;
        header.NameLength = (uint)SocketAddressBytes.Write(new(header.Name, SocketAddressBytes.Size), address, port);
        *header.Vectors = new() { Start = payload.Data, Length = (nuint)payload.Length };
        sent[queued++] = datagram;
    }

    /// <summary>Sends the batch. What the system has no room for stays in it.</summary>
    public void Flush(IDatagramSink sink)
    {
        int done = 0, tries = 0;
        while (done < queued)
        {
            var count = BatchCalls.Send(Descriptor, outgoing + done, (uint)(queued - done), BatchCalls.DoNotWait);
            if (count > 0)
            {
                done += count;
                tries = 0;
                continue;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.Intr) continue;
            if (Errno.IsNoRoom(errno)) break;
            if (++tries < Tries) continue;
            // Too long for the way there: one of several datagrams, and the others may do.
            if (errno != Errno.MsgSize) sink.Refused(sent[done], Errno.Meaning(errno)?.Reason ?? StateReason.NetUnreach);
            done++;
            tries = 0;
        }
        Keep(done);
    }

    /// <summary>Takes what has come: answers and errors.</summary>
    public void Receive(IDatagramSink sink)
    {
        while (ReceiveBatch(sink, BatchCalls.FromErrorQueue) == Batch)
        {
        }
        while (ReceiveBatch(sink, 0) == Batch)
        {
        }
    }

    public void Dispose()
    {
        _ = SocketCalls.Close(Descriptor);
        NativeMemory.Free(memory);
    }

    void Keep(int done)
    {
        for (var n = done; done > 0 && n < queued; n++)
        {
            ref var to = ref outgoing[n - done].Header;
            ref var from = ref outgoing[n].Header;
            new ReadOnlySpan<byte>(from.Name, SocketAddressBytes.Size).CopyTo(new(to.Name, SocketAddressBytes.Size));
            to.NameLength = from.NameLength;
            *to.Vectors = *from.Vectors;
            sent[n - done] = sent[n];
        }
        queued -= done;
    }

    int ReceiveBatch(IDatagramSink sink, int queue)
    {
        for (var n = 0; n < Batch; n++)
        {
            incoming[n].Header.NameLength = SocketAddressBytes.Size;
            incoming[n].Header.ControlLength = ControlRoom;
        }
        var count = BatchCalls.Receive(Descriptor, incoming, Batch, queue);
        // An error that is in the error queue is also told once by a receive: the next one has what there is.
        if (count < 0 && queue == 0 && Marshal.GetLastPInvokeError() != Errno.Again)
            count = BatchCalls.Receive(Descriptor, incoming, Batch, 0);
        for (var n = 0; n < count; n++) Take(sink, incoming[n], queue != 0);
        return count;
    }

    void Take(IDatagramSink sink, in BatchCalls.Message message, bool isError)
    {
        var name = new ReadOnlySpan<byte>(message.Header.Name, SocketAddressBytes.Size);
        if (message.Header.NameLength == 0 || SocketAddressBytes.Read(name) is not { } address) return;
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        byte ttl = 0;
        StateReason? reason = null;
        ScanAddress? from = null;
        for (var beside = message.Header.Beside(ControlRoom); beside.Next();)
        {
            if (beside.Kind is (SolIp, IpTtl) or (SolIpV6, IpV6HopLimit)) ttl = (byte)MemoryMarshal.Read<int>(beside.Value);
            else if (QueuedError.TryRead(beside, out var error)) (reason, from) = (error.Reason, error.From);
        }
        if (!isError) sink.Received(this, address, port, new(message.Header.Vectors->Start, (int)Math.Min(message.Length, DataRoom)), ttl);
        else if (reason is { } known) sink.Failed(this, address, port, known, from, ttl);
    }

    void Set(int level, int option, int value) => _ = SocketCalls.SetOption(Descriptor, level, option, &value, sizeof(int));

    ushort Bind(ScanAddress? local)
    {
        var name = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(new(name, SocketAddressBytes.Size), local is { } one && one.IsV6 == IsV6 ? one : new(0, IsV6), 0);
        if (SocketCalls.Bind(Descriptor, name, length) != 0) throw Refused($"cannot scan from {local}");
        length = SocketAddressBytes.Size;
        _ = SocketCalls.LocalName(Descriptor, name, &length);
        return BinaryPrimitives.ReadUInt16BigEndian(new(name + 2, 2));
    }

    static ConnectionFailedException Refused(string what) => new("scan", $"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
}
