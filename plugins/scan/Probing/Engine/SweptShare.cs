using System.Diagnostics;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>Some ports of a block in a row, and what they answered.</summary>
/// <param name="first">The first one's place in the block.</param>
/// <param name="room">How many there are.</param>
sealed class SweptShare(int first, int room)
{
    readonly ProbeAnswer[] answers = new ProbeAnswer[room];
    readonly long[] sent = new long[room];
    readonly bool[] silent = new bool[room];

    public int Room => room;

    /// <summary>How many were asked.</summary>
    public int Probes { get; private set; }

    /// <summary>How many answered.</summary>
    public int Count { get; private set; }

    /// <summary>How many were asked and have not answered.</summary>
    public int Silent => Probes - Count;

    /// <summary>An answer.</summary>
    public ref readonly ProbeAnswer this[int index] => ref answers[index];

    /// <summary>Which port of the block an answer is of.</summary>
    public int SlotOf(int index) => first + answers[index].Ticket;

    /// <summary>From question to answer, in seconds.</summary>
    public double RoundTripOf(int index) => Math.Max(1e-6, (double)(answers[index].At - sent[answers[index].Ticket]) / Stopwatch.Frequency);

    public void Asked(int place, long at)
    {
        (sent[place], silent[place]) = (at, true);
        Probes++;
    }

    public void NotAsked(int place)
    {
        silent[place] = false;
        Probes--;
    }

    /// <summary>Takes what has come.</summary>
    public void Collect(IProber prober, TimeSpan wait)
    {
        while (Silent > 0)
        {
            var came = prober.Collect(answers.AsSpan(Count), wait);
            var kept = Count;
            for (var i = Count; i < Count + came; i++)
            {
                if (!silent[answers[i].Ticket]) continue;
                silent[answers[i].Ticket] = false;
                answers[kept++] = answers[i];
            }

            var isLast = came == 0 || wait == TimeSpan.Zero;
            Count = kept;
            if (isLast) return;
        }
    }

    /// <summary>Gives up the questions that were not answered.</summary>
    public void ForgetSilent(IProber prober)
    {
        for (var place = 0; place < room && Silent > 0; place++)
        {
            if (silent[place]) prober.Forget(place, 0);
        }
    }
}
