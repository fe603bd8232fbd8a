using System.Globalization;
using System.Text;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Durations as people write them: <c>1h30m</c>, <c>2.5s</c>, <c>-1d</c>.</summary>
static class DurationText
{
    static readonly (string Name, double Milliseconds)[] Units =
        [("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    public static bool TryParse(ReadOnlySpan<char> text, out double milliseconds)
    {
        milliseconds = 0;
        text = text.Trim();
        var sign = text.StartsWith('-') ? -1 : 1;
        if (text.StartsWith('-') || text.StartsWith('+')) text = text[1..];
        if (text.IsEmpty) return false;

        while (!text.IsEmpty)
        {
            var digits = 0;
            while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
            if (!double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            text = text[digits..];
            var letters = text.IndexOfAnyExceptInRange('a', 'z');
            if (letters < 0) letters = text.Length;
            if (!TryGetUnit(text[..letters], out var unit)) return false;
            milliseconds += sign * number * unit;
            text = text[letters..].TrimStart();
        }

        return double.IsFinite(milliseconds);
    }

    /// <summary>Days are the largest unit, since few people count in weeks; below a millisecond there are decimals.</summary>
    public static string Format(double milliseconds)
    {
        if (!double.IsFinite(milliseconds)) return milliseconds.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(milliseconds < 0 ? "-" : "");
        var rest = Math.Abs(milliseconds);
        foreach (var (name, size) in Units.AsSpan(1))
        {
            var count = name == "ms" ? Math.Round(rest, 3) : Math.Floor(rest / size);
            if (count == 0) continue;
            text.Append(count.ToString("0.###", CultureInfo.InvariantCulture)).Append(name);
            rest -= count * size;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    static bool TryGetUnit(ReadOnlySpan<char> name, out double milliseconds)
    {
        foreach (var unit in Units)
        {
            if (!name.SequenceEqual(unit.Name)) continue;
            milliseconds = unit.Milliseconds;
            return true;
        }

        milliseconds = 0;
        return false;
    }
}
