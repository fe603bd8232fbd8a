using System.Globalization;
using System.Text;
using Runner.Workflows.Text;

namespace Runner.Workflows.Diagnostics;

/// <summary>Diagnostics as text for people: the message, the source line, a caret under the place, a help line.</summary>
public static class DiagnosticText
{
    const int MaxLineLength = 160;

    /// <summary>Writes one diagnostic, several lines long.</summary>
    public static string Format(Diagnostic diagnostic) =>
        $"{ShownText.OneLine(diagnostic.ToString())}\n{Excerpt(diagnostic.Location, diagnostic.Help)}";

    /// <summary>What stands below a message: the source line, a caret under the place, a help line.</summary>
    /// <param name="location">The place.</param>
    /// <param name="help">What would be right; null when the message says it.</param>
    public static string Excerpt(SourceLocation location, string? help)
    {
        var text = new StringBuilder();
        var source = location.Source;
        var start = location.Start;
        var number = start.Line.ToString(CultureInfo.InvariantCulture);
        if (source.Content.Length > 0)
        {
            var line = source.Line(start.Line);
            var from = Math.Min(start.Column - 1, line.Length);
            var to = Math.Clamp(from + location.Span.Length, from, line.Length);
            var (shown, cut) = Shorten(line, from);
            text.Append($"  {number} | ").Append(ShownText.SourceLine(shown)).Append('\n');
            text.Append(' ', number.Length + 2).Append(" | ").Append(' ', from - cut).Append('^', Math.Max(1, Math.Min(to - from, shown.Length - (from - cut)))).Append('\n');
        }

        if (help is not null) text.Append(' ', number.Length + 2).Append(" = help: ").Append(ShownText.OneLine(help)).Append('\n');
        return text.ToString();
    }

    /// <summary>The part of a long line around a place, and how many characters before it are left out.</summary>
    static (string Shown, int Cut) Shorten(string line, int place)
    {
        if (line.Length <= MaxLineLength) return (line, 0);
        var cut = Math.Max(0, Math.Min(place - MaxLineLength / 2, line.Length - MaxLineLength));
        var shown = line.Substring(cut, MaxLineLength).ToCharArray();
        // Half of a surrogate pair would be shown as garbage.
        if (cut > 0) Cover(0, char.IsHighSurrogate(shown[0]) ? 1 : 0);
        if (cut + MaxLineLength < line.Length) Cover(MaxLineLength - 1, char.IsLowSurrogate(shown[^1]) ? -1 : 0);
        return (new(shown), cut);

        void Cover(int at, int other)
        {
            shown[at] = '…';
            if (other != 0) shown[at + other] = ' ';
        }
    }
}
