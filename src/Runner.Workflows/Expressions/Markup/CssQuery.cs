using System.Text;
using AngleSharp.Css.Dom;
using AngleSharp.Css.Parser;
using AngleSharp.Dom;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>CSS selectors into HTML.</summary>
static class CssQuery
{
    /// <exception cref="MarkupException">The selector is none, or the text is too large.</exception>
    /// <exception cref="ExpressionEvaluationException">The answer is too large.</exception>
    public static Value Select(string html, string selector, string? attribute, Arguments arguments)
    {
        var parsed = Parse(selector);
        using var page = HtmlPage.Read(html);
        var found = new List<Value>();
        var clock = new MarkupClock("selecting from");
        foreach (var element in page.All)
        {
            clock.Tick();
            if (!parsed.Match(element, page.DocumentElement)) continue;
            if ((attribute is null ? TextOf(element) : element.GetAttribute(attribute)) is not { } text) continue;
            arguments.ChargeText(text.Length);
            found.Add(Value.From(text));
        }

        arguments.ChargeItems(found.Count);
        return Value.From(found);
    }

    /// <summary>Why a text is no selector; null when it is one.</summary>
    public static string? ProblemOf(string selector)
    {
        try
        {
            Parse(selector);
            return null;
        }
        catch (MarkupException e)
        {
            return $"css: {e.Message}";
        }
    }

    static ISelector Parse(string selector)
    {
        try
        {
            return new CssSelectorParser().ParseSelector(selector) ?? throw NoSelector(selector);
        }
        catch (DomException e)
        {
            throw NoSelector(selector, e);
        }
    }

    static MarkupException NoSelector(string selector, Exception? cause = null) =>
        new(string.IsNullOrWhiteSpace(selector) ? "the selector is empty" : $"'{selector}' is not a CSS selector that is known here", cause);

    /// <summary>The text as a reader sees it: line breaks and indentation of the source are one space, except where they mean something.</summary>
    static string TextOf(IElement element)
    {
        var text = element.TextContent;
        return element.LocalName is "pre" or "textarea" or "script" or "style" ? text : WithSingleSpaces(text);
    }

    static string WithSingleSpaces(string text)
    {
        const string space = " \t\r\n\f";
        if (!text.AsSpan().ContainsAny(space)) return text;
        var joined = new StringBuilder(text.Length);
        foreach (var range in text.AsSpan().SplitAny(space))
        {
            var word = text.AsSpan(range);
            if (word.IsEmpty) continue;
            if (joined.Length > 0) joined.Append(' ');
            joined.Append(word);
        }

        return joined.ToString();
    }
}
