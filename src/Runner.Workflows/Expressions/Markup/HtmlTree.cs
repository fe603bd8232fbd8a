using System.Xml;
using System.Xml.Linq;
using AngleSharp.Dom;

namespace Runner.Workflows.Expressions.Markup;

/// <summary>
/// An HTML document as a tree that XPath can walk: elements and attributes in lower case and in no namespace. A character that no name in
/// XML may have is written as <see cref="XmlConvert.EncodeLocalName"/> does.
/// </summary>
static class HtmlTree
{
    public static XDocument Of(IDocument page)
    {
        var tree = new XDocument();
        if (page.DocumentElement is { } root) tree.Add(Copy(root));
        return tree;
    }

    // As deep as the parser lets elements nest.
    static XElement Copy(IElement element)
    {
        var copy = new XElement(NameOf(element.LocalName));
        foreach (var attribute in element.Attributes)
        {
            // A declaration of a namespace is no attribute, and there are no namespaces here.
            if (attribute.LocalName == "xmlns" || attribute.Prefix == "xmlns") continue;
            var name = NameOf(attribute.LocalName);
            if (copy.Attribute(name) is null) copy.SetAttributeValue(name, attribute.Value);
        }

        foreach (var child in element.ChildNodes)
        {
            switch (child)
            {
                case IElement inner: copy.Add(Copy(inner)); break;
                case IText text: copy.Add(new XText(text.Data)); break;
                case IComment comment: copy.Add(new XComment(comment.Data)); break;
            }
        }

        return copy;
    }

    static XName NameOf(string name) => XName.Get(XmlConvert.EncodeLocalName(name)!);
}
