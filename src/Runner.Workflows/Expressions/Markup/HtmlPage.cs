using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>Text as an HTML document (the HTML Standard's parsing, which takes anything). No script of it runs and nothing is fetched.</summary>
static class HtmlPage
{
    /// <exception cref="MarkupException">The text is too large or takes too long.</exception>
    public static IHtmlDocument Read(string text)
    {
        MarkupLimits.Check(text);
        var clock = new MarkupClock("reading");
        return new HtmlParser(new HtmlParserOptions
        {
            MaximumDepth = MarkupLimits.Depth,
            DisableElementPositionTracking = true,
            OnToken = (_, _) => clock.Tick(),
        }).ParseDocument(text);
    }

    /// <summary>
    /// Whether a text says itself that it is a page: after white space, comments and an XML declaration (XHTML has one) comes HTML's
    /// DOCTYPE, or one of the elements that only a page starts with.
    /// </summary>
    public static bool IsPage(ReadOnlySpan<char> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n\f\uFEFF");
            var end = text.StartsWith("<!--") ? "-->" : text.StartsWith("<?") ? "?>" : null;
            if (end is null) break;
            var at = text.IndexOf(end);
            if (at < 0) return false;
            text = text[(at + end.Length)..];
        }

        return Starts(text, "<!doctype html") || Starts(text, "<html") || Starts(text, "<head") || Starts(text, "<body");
    }

    static bool Starts(ReadOnlySpan<char> text, string tag) =>
        text.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && text.Length > tag.Length && (text[tag.Length] is '>' or '/' || char.IsWhiteSpace(text[tag.Length]));
}
