using System.Globalization;

namespace Runner.Workflows.Types;

/// <summary>Durations as people write them: <c>500ms</c>, <c>10s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>2d</c>.</summary>
public static class DurationText
{
    /// <summary>What to tell someone who wrote something else.</summary>
    public const string Help = "write a duration with its unit, such as 500ms, 10s, 5m, 1h30m or 2d; 3650d is the most";

    /// <summary>The longest limit of time that the system's timers take.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    const int MaxDays = 3650;

    /// <summary>Reads a duration. A number without a unit is none: nobody can tell seconds from milliseconds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TryReadMilliseconds(text, out var milliseconds) || milliseconds > TimeSpan.FromDays(MaxDays).TotalMilliseconds) return false;
        duration = TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond));
        return true;
    }

    /// <summary>Reads amounts with their units, one after the other, without a sign and without a limit.</summary>
    internal static bool TryReadMilliseconds(ReadOnlySpan<char> text, out double milliseconds)
    {
        milliseconds = 0;
        if (text.IsEmpty) return false;
        var i = 0;
        while (i < text.Length)
        {
            var start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.')) i++;
            if (!double.TryParse(text[start..i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
            start = i;
            while (i < text.Length && char.IsAsciiLetterLower(text[i])) i++;
            if (MillisecondsIn(text[start..i]) is not { } unit) return false;
            milliseconds += amount * unit;
            while (i < text.Length - 1 && text[i] == ' ') i++;
        }

        return double.IsFinite(milliseconds);
    }

    /// <summary>The shortest way to write a duration, for people: <c>1.2s</c>, <c>350ms</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero) return $"-{Format(duration.Negate())}";
        var ms = duration.TotalMilliseconds;
        // The limits are where rounding would show the next unit's 1 as 1000 or 60 of this one.
        return ms switch
        {
            0 => "0s",
            < 0.00995 => string.Create(CultureInfo.InvariantCulture, $"{ms * 1000:0.#}us"),
            < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{ms * 1000:0}us"),
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{ms:0.#}ms"),
            < 999.5 => string.Create(CultureInfo.InvariantCulture, $"{ms:0}ms"),
            < 59_995 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.##}s"),
            < 3_599_500 => Join(TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds))),
            _ => Join(TimeSpan.FromMinutes(Math.Round(duration.TotalMinutes))),
        };
    }

    static string Join(TimeSpan duration) =>
        Part(duration.Days, "d") + Part(duration.Hours, "h") + Part(duration.Minutes, "m") + Part(duration.Seconds, "s");

    static string Part(int amount, string unit) => amount > 0 ? $"{amount}{unit}" : "";

    static double? MillisecondsIn(ReadOnlySpan<char> unit) => unit switch
    {
        "us" => 0.001,
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => null,
    };
}
