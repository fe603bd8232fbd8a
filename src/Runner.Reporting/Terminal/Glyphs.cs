namespace Runner.Reporting;

/// <summary>The signs that the terminal view uses, and what stands for them where there is only ASCII. One column each.</summary>
sealed record Glyphs(
    string Ok,
    string Failed,
    string Retry,
    string Skipped,
    string Stopped,
    string Connected,
    string Rule,
    string Dot,
    string Ellipsis,
    string BarFull,
    string BarEmpty,
    string[] Spinner)
{
    internal static Glyphs Of(bool unicode) => unicode
        ? new("✓", "✗", "↻", "–", "■", "⇄", "─", "·", "…", "━", "─", ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"])
        : new("+", "x", "~", "-", "!", "=", "-", "-", "...", "#", ".", ["|", "/", "-", "\\"]);
}
