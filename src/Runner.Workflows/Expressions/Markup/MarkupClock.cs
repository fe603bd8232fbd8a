using System.Diagnostics;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>Ends work on HTML that takes too long.</summary>
/// <param name="work">What is done, such as <c>reading</c>.</param>
sealed class MarkupClock(string work)
{
    /// <summary>How many ticks there are between two looks at the time.</summary>
    const int Interval = 64;

    readonly long started = Stopwatch.GetTimestamp();
    int ticks;

    /// <exception cref="MarkupException">The time is over.</exception>
    public void Tick()
    {
        if (++ticks % Interval == 0 && Stopwatch.GetElapsedTime(started) > MarkupLimits.Time)
            throw new MarkupException($"{work} the HTML takes more than {MarkupLimits.Time.TotalSeconds:0} s");
    }
}
