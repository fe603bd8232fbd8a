using System.Text;

namespace Runner.Workflows.Diagnostics;

/// <summary>Diagnostics as text for people: the message, the source line, a caret under the place, a help line.</summary>
public static class DiagnosticText
{
    const int MaxLineLength = 160;

    /// <summary>Writes one diagnostic, several lines long.</summary>
    public static string Format(Diagnostic diagnostic)
    {
        var text = new StringBuilder().Append(diagnostic).Append('\n');
        var source = diagnostic.Location.Source;
        var start = diagnostic.Location.Start;
        var number = start.Line.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (source.Content.Length > 0)
        {
            var line = source.Line(start.Line);
            var width = Math.Max(1, Math.Min(diagnostic.Location.Span.Length, line.Length - start.Column + 1));
            var cut = Math.Max(0, start.Column - 1 - MaxLineLength / 2);
            var shown = line.Substring(cut, Math.Min(MaxLineLength, line.Length - cut));
            var column = start.Column - 1 - cut;
            text.Append($"  {number} | ").Append(Printable(shown)).Append('\n');
            text.Append(' ', number.Length + 2).Append(" | ").Append(' ', column).Append('^', Math.Max(1, Math.Min(width, shown.Length - column))).Append('\n');
        }

        if (diagnostic.Help is { } help) text.Append(' ', number.Length + 2).Append(" = help: ").Append(help).Append('\n');
        return text.ToString();
    }

    // A tab would move the caret, and control characters could drive the terminal.
    static string Printable(string line) => string.Create(line.Length, line, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? ' ' : from[i];
    });
}
