using System.Globalization;
using System.Text;
using Runner.Workflows.Types;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Durations as expressions have them: with a sign, and written out without rounding.</summary>
static class SignedDuration
{
    static readonly (string Name, double Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    public static bool TryParse(ReadOnlySpan<char> text, out double milliseconds)
    {
        text = text.Trim();
        var negative = text.StartsWith('-');
        if (negative || text.StartsWith('+')) text = text[1..];
        if (!DurationText.TryReadMilliseconds(text, out milliseconds)) return false;
        if (negative) milliseconds = -milliseconds;
        return true;
    }

    /// <summary>Days are the largest unit, since few people count in weeks; below a millisecond there are decimals.</summary>
    public static string Format(double milliseconds)
    {
        if (!double.IsFinite(milliseconds)) return milliseconds.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(milliseconds < 0 ? "-" : "");
        var rest = Math.Abs(milliseconds);
        foreach (var (name, size) in Units)
        {
            var count = name == "ms" ? Math.Round(rest, 3) : Math.Floor(rest / size);
            if (count == 0) continue;
            text.Append(count.ToString("0.###", CultureInfo.InvariantCulture)).Append(name);
            rest -= count * size;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }
}
