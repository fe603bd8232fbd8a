using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Packets that leave by one socket, sent by the batch.</summary>
sealed unsafe class Outbox : IDisposable
{
    /// <summary>How many are sent by one call. More gain nothing, and on loopback each is answered before the call ends.</summary>
    public const int Batch = 64;

    const int Room = 128;

    static readonly TimeSpan FullWait = TimeSpan.FromMilliseconds(20);

    readonly Socket socket;
    readonly byte* memory;
    readonly BatchCalls.Message* messages;
    readonly Probe[] probes = new Probe[Batch];
    readonly ScanAddress[] sources = new ScanAddress[Batch];
    int count;
    bool disposed;

    public Outbox(Socket socket)
    {
        this.socket = socket;
        const int One = Room + LinkAddress.Room;
        messages = (BatchCalls.Message*)NativeMemory.AllocZeroed((nuint)(Batch * (sizeof(BatchCalls.Message) + sizeof(BatchCalls.Vector) + One)));
        var vectors = (BatchCalls.Vector*)(messages + Batch);
        memory = (byte*)(vectors + Batch);
        for (var i = 0; i < Batch; i++)
        {
            vectors[i].Start = memory + (i * One);
            messages[i].Header = new() { Name = memory + (i * One) + Room, Vectors = vectors + i, VectorCount = 1 };
        }
    }

    /// <summary>Whether the batch is full: it has to be flushed before the next packet.</summary>
    public bool IsFull => count == Batch;

    /// <summary>Where the next packet is written.</summary>
    public Span<byte> Packet => new(messages[count].Header.Vectors->Start, Room);

    /// <summary>Where its address is written.</summary>
    public Span<byte> Address => new(messages[count].Header.Name, LinkAddress.Room);

    /// <summary>Takes the packet that was written.</summary>
    /// <param name="probe">What it asks.</param>
    /// <param name="source">The address that it comes from.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="addressLength">Those of its address.</param>
    public void Add(in Probe probe, in ScanAddress source, int length, int addressLength)
    {
        probes[count] = probe;
        sources[count] = source;
        messages[count].Header.Vectors->Length = (nuint)length;
        messages[count].Header.NameLength = (uint)addressLength;
        count++;
    }

    /// <summary>Sends what was added.</summary>
    /// <param name="answers">Told what the system knows not to get through.</param>
    public void Flush(AnswerQueue answers)
    {
        for (var done = 0; done < count;)
        {
            var sent = BatchCalls.Send((int)socket.Handle, messages + done, (uint)(count - done), BatchCalls.DoNotWait);
            if (sent > 0) done += sent;
            else if (Failed(probes[done], sources[done], Marshal.GetLastPInvokeError(), answers)) done++;
        }

        count = 0;
    }

    /// <summary>Whether a packet that could not be sent is given up.</summary>
    bool Failed(in Probe probe, in ScanAddress source, int error, AnswerQueue answers)
    {
        switch (error)
        {
            case Errno.Intr: return false;
            case Errno.Again:
                // A link that takes nothing for so long loses it, and the loss is what the engine has to hear of.
                return PollCalls.Wait([new() { Descriptor = (int)socket.Handle, Wanted = PollCalls.Writable }], FullWait) <= 0;
            // Dropped on the way out, by a full queue or by this machine's firewall: nothing else is known about a probe that is lost further on.
            case Errno.NoBufs or Errno.Perm: return true;
        }

        answers.Add(probe, PortState.Filtered, ReasonOf(error, probe.Address), from: source);
        return true;
    }

    /// <summary>What an error of sending says about the way to an address.</summary>
    /// <exception cref="ConnectionFailedException">Nothing: it is an error of this machine's.</exception>
    public static StateReason ReasonOf(int error, in ScanAddress address) => error switch
    {
        Errno.HostUnreach => StateReason.HostUnreach,
        // A broadcast address, and a route that says "blackhole", are refused with these.
        Errno.NetUnreach or Errno.NetDown or Errno.NoDev or Errno.Inval or Errno.Access or Errno.AddrNotAvail => StateReason.NetUnreach,
        _ => throw new ConnectionFailedException(address.ToString(), $"cannot send a packet: {new Win32Exception(error).Message}"),
    };

    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        socket.Dispose();
        NativeMemory.Free(messages);
    }
}
