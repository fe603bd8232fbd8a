using System.Numerics;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Connecting;

/// <summary>What each descriptor is used for, and which descriptors a ticket has.</summary>
sealed class AttemptTable
{
    Attempt[] attempts = new Attempt[1024];

    // Descriptor 0 is never a socket of ours, so 0 ends the list of a ticket's descriptors.
    int[] firstOf = new int[1024];

    /// <summary>How many attempts are under way.</summary>
    public int Live { get; private set; }

    /// <summary>Descriptors from here on were never used.</summary>
    public int Room => attempts.Length;

    /// <summary>The attempt of a descriptor that was used before.</summary>
    public ref Attempt this[int descriptor] => ref attempts[descriptor];

    /// <summary>The attempt of any descriptor. It makes room, so that references to others are of the past.</summary>
    public ref Attempt Of(int descriptor)
    {
        if (descriptor >= attempts.Length) Array.Resize(ref attempts, (int)BitOperations.RoundUpToPowerOf2((uint)descriptor + 1));
        return ref attempts[descriptor];
    }

    /// <summary>The descriptor of an attempt that is under way; 0 when there is none.</summary>
    public int Find(int ticket, byte number)
    {
        if (ticket >= firstOf.Length) return 0;
        var descriptor = firstOf[ticket];
        while (descriptor != 0 && attempts[descriptor].Number != number) descriptor = attempts[descriptor].Next;
        return descriptor;
    }

    /// <summary>An attempt is under way.</summary>
    public void Link(int descriptor)
    {
        ref var attempt = ref attempts[descriptor];
        if (attempt.Ticket >= firstOf.Length) Array.Resize(ref firstOf, (int)BitOperations.RoundUpToPowerOf2((uint)attempt.Ticket + 1));
        attempt.Live = true;
        attempt.Next = firstOf[attempt.Ticket];
        firstOf[attempt.Ticket] = descriptor;
        Live++;
    }

    /// <summary>It is not any more.</summary>
    public void Unlink(int descriptor)
    {
        ref var attempt = ref attempts[descriptor];
        attempt.Live = false;
        Live--;
        ref var link = ref firstOf[attempt.Ticket];
        while (link != descriptor) link = ref attempts[link].Next;
        link = attempt.Next;
    }

    /// <summary>What a descriptor is used for.</summary>
    internal struct Attempt
    {
        public ScanAddress Address;
        public long Sent;
        public int Ticket, Next;
        public ushort Port;
        public byte Number;
        public bool Live, Registered;
    }
}
