using System.Xml;
using System.Xml.XPath;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>Text as a tree for XPath: XML as it is, HTML pages by HTML's rules.</summary>
static class XmlTree
{
    // A DTD is skipped and not refused: property lists, XHTML and SVG have one. With it gone nothing is fetched, and an entity that
    // it declares is unknown, so that none is ever expanded.
    static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = MarkupLimits.Characters,
    };

    /// <exception cref="MarkupException">The text is not well-formed XML, or too large.</exception>
    public static XPathNavigator Read(string text)
    {
        MarkupLimits.Check(text);
        if (HtmlPage.IsPage(text)) return ReadPage(text);
        try
        {
            // White space at the start is common in templates' output, and an error in XML only where a declaration follows.
            using var reader = XmlReader.Create(new StringReader(text.TrimStart(' ', '\t', '\r', '\n', '\uFEFF')), Settings);
            return new XPathDocument(reader, XmlSpace.Preserve).CreateNavigator();
        }
        catch (XmlException e)
        {
            throw NotXml(text, e);
        }
    }

    static XPathNavigator ReadPage(string text)
    {
        using var page = HtmlPage.Read(text);
        using var reader = HtmlTree.Of(page).CreateReader();
        return new XPathDocument(reader, XmlSpace.Preserve).CreateNavigator();
    }

    static MarkupException NotXml(string text, XmlException e)
    {
        if (string.IsNullOrWhiteSpace(text)) return new("the text is empty: there is no XML in it", e);
        var hasDtd = text.Contains("<!DOCTYPE", StringComparison.Ordinal);
        var help = !hasDtd ? "; where it is HTML, and no whole page, css() reads it"
            : e.Message.Contains("entity", StringComparison.Ordinal) ? "; entities that a DTD declares are not expanded" : "";
        return new($"the text is not well-formed XML: {e.Message.TrimEnd('.')}{help}", e);
    }
}
