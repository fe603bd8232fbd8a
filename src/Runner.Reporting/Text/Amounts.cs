using System.Globalization;

namespace Runner.Reporting;

/// <summary>Durations, sizes and numbers as people read them, the same in every culture.</summary>
static class Amounts
{
    /// <summary><c>0.4ms</c>, <c>12ms</c>, <c>1.24s</c>, <c>2m 05s</c>, <c>1h 02m</c>.</summary>
    internal static string Duration(TimeSpan duration)
    {
        // Rounded before the unit is chosen, so that 59.999 s is not shown as 60s.
        var milliseconds = duration.TotalMilliseconds;
        if (milliseconds < 9.95) return Text(milliseconds, "0.#") + "ms";
        if (milliseconds < 999.5) return Text(milliseconds, "0") + "ms";
        if (milliseconds < 59_995) return Text(milliseconds / 1000, "0.##") + "s";
        var seconds = (long)Math.Round(milliseconds / 1000);
        return seconds < 3600
            ? Number(seconds / 60) + "m " + TwoDigits(seconds % 60) + "s"
            : Number(seconds / 3600) + "h " + TwoDigits(seconds / 60 % 60) + "m";
    }

    /// <summary>A duration that is being counted, so that its digits stand still: <c>0.4s</c>, <c>12.0s</c>, <c>2m 05s</c>.</summary>
    internal static string Ticking(TimeSpan duration) =>
        duration.TotalSeconds < 59.95 ? Text(duration.TotalSeconds, "0.0") + "s" : Duration(duration);

    /// <summary><c>812 bytes</c>, <c>14.2 KB</c>, <c>3.1 MB</c>; a KB is 1,024 bytes.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        1 => "1 byte",
        < 1024 => Number(bytes) + " bytes",
        < 1024 * 1024 => Text(bytes / 1024.0, "0.#") + " KB",
        _ => Text(bytes / (1024.0 * 1024), "0.#") + " MB",
    };

    /// <summary><c>1 step</c>, <c>3 steps</c>.</summary>
    internal static string Count(long count, string noun) => Number(count) + " " + noun + (count == 1 ? "" : "s");

    /// <summary>A whole number.</summary>
    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string TwoDigits(long number) => number.ToString("00", CultureInfo.InvariantCulture);

    static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
