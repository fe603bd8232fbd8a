using System.Globalization;

namespace Runner.Workflows.Types;

/// <summary>Durations as people write them: <c>500ms</c>, <c>10s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>2d</c>.</summary>
public static class DurationText
{
    /// <summary>What to tell someone who wrote something else.</summary>
    public const string Help = "write a duration with its unit, such as 500ms, 10s, 5m, 1h30m or 2d; 3650d is the most";

    const int MaxDays = 3650;

    /// <summary>Reads a duration. A number without a unit is none: nobody can tell seconds from milliseconds.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var i = 0;
        var total = 0.0;
        while (i < text.Length)
        {
            var start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.')) i++;
            if (!double.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
            start = i;
            while (i < text.Length && char.IsAsciiLetterLower(text[i])) i++;
            if (MillisecondsIn(text.AsSpan(start, i - start)) is not { } unit) return false;
            total += amount * unit;
        }

        if (text.Length == 0 || total > TimeSpan.FromDays(MaxDays).TotalMilliseconds) return false;
        duration = TimeSpan.FromTicks((long)Math.Round(total * TimeSpan.TicksPerMillisecond));
        return true;
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
        _ => null,
    };
}
