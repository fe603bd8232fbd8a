using Runner.Plugins.Scan.Probing.Pacing;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>
/// Ports that answered, which are asked again among the others: they should answer again, and when they do not, or late, it is the
/// network's doing. Closed ports are taken rather than open ones: nobody there has to accept and lose a connection.
/// </summary>
sealed class Canaries
{
    public const int Room = 64;

    const int FewOpen = 16;

    /// <summary>No port is asked more often, in seconds: a listener's backlog is not ours to fill.</summary>
    const double ClosedInterval = 0.005, OpenInterval = 0.02;

    /// <summary>A port that is silent for so long is silent for a reason of its own, in seconds.</summary>
    const double Patience = 1.5;

    readonly Canary[] canaries = new Canary[Room];
    int count, next;

    public int Count => count;

    /// <summary>Takes a port that answered, when there is room or it is a better one.</summary>
    public void Offer(ScanAddress address, ushort port, bool open, double roundTrip, double now)
    {
        if (open && count >= FewOpen && Array.Exists(canaries, each => each.Exists && !each.IsOpen)) return;
        for (var i = 0; i < Room; i++)
        {
            var place = canaries[i];
            if (place.Exists && (open || !place.IsOpen || count < Room)) continue;
            if (!place.Exists) count++;
            // The numbers go on, so that late answers to the one before are known as such.
            canaries[i] = new(address, port, open, roundTrip, now) { Number = place.Number, Questions = place.Questions };
            return;
        }
    }

    /// <summary>The next one that may be asked; -1 when there is none.</summary>
    public int Next(double now)
    {
        if (count == 0) return -1;
        for (var i = 0; i < Room; i++)
        {
            var place = next++ & (Room - 1);
            var canary = canaries[place];
            if (!canary.Exists) continue;
            if (now - canary.Asked < (canary.IsOpen ? OpenInterval : ClosedInterval)) continue;
            if (canary.Unanswered < 4 || now - canary.Heard < Patience) return place;
            canaries[place].Exists = false;
            count--;
        }
        return -1;
    }

    /// <summary>The probe to ask it with.</summary>
    public Probe ProbeTo(int place, int ticket) => new(canaries[place].Address, canaries[place].Port, ticket, canaries[place].Number);

    /// <summary>It was asked.</summary>
    public void Asked(int place, double now, in CanaryTag tag, int pass)
    {
        ref var canary = ref canaries[place];
        canary.Questions ??= new Question[256];
        canary.Questions[canary.Number] = new() { Tag = tag, Pass = pass, IsAwaited = true, IsHeld = true };
        canary.Number++;
        canary.Unanswered++;
        canary.Asked = now;
    }

    /// <summary>It answered: when it was asked, in which pass, and its fastest answer ever. Null when that is not known any more.</summary>
    public (CanaryTag Tag, int Pass, double Fastest)? Answered(int place, byte number, double now)
    {
        ref var canary = ref canaries[place];
        if (canary.Questions is null || !canary.Questions[number].IsAwaited) return null;
        ref var question = ref canary.Questions[number];
        question.IsAwaited = false;
        canary.Unanswered = 0;
        canary.Heard = now;
        canary.Fastest = Math.Min(canary.Fastest, now - question.Tag.At);
        return (question.Tag, question.Pass, canary.Fastest);
    }

    /// <summary>Whether the prober still holds a probe to it.</summary>
    public bool IsHeld(int place, byte number) => canaries[place].Questions is { } questions && questions[number].IsHeld;

    /// <summary>Whether the prober still holds a probe to it; it does not any more after.</summary>
    public bool Settle(int place, byte number)
    {
        if (canaries[place].Questions is not { } questions || !questions[number].IsHeld) return false;
        questions[number].IsHeld = false;
        return true;
    }

    struct Canary(ScanAddress address, ushort port, bool open, double fastest, double now)
    {
        public readonly ScanAddress Address = address;
        public readonly ushort Port = port;
        public readonly bool IsOpen = open;
        public bool Exists = true;
        public byte Number;
        public double Fastest = fastest, Heard = now, Asked = 0;
        public int Unanswered = 0;
        public Question[]? Questions;
    }

    struct Question
    {
        public CanaryTag Tag;
        public int Pass;
        public bool IsAwaited, IsHeld;
    }
}
