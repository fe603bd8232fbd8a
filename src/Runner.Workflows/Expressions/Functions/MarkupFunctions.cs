using Runner.Workflows.Expressions.Markup;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Queries into XML and HTML.</summary>
static class MarkupFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "xpath", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("text", TypeShape.String), new("expression", TypeShape.String)],
            Result = TypeShape.Any,
            Summary = "What an XPath 1.0 expression answers about XML or an HTML page: the texts of the nodes that it selects, in order, as a list " +
                "(empty when there are none); or the number, text or boolean that it computes. An element's name without a prefix is one of any " +
                "namespace; prefixes are those that the document declares. Entities of a DTD are not expanded.",
            Example = "xpath('<hosts><host up=\"yes\">a</host><host>b</host></hosts>', '//host[@up=\"yes\"]')",
            ExampleResult = "[\"a\"]",
            Body = XPath,
        },
        new()
        {
            Name = "css", MinArguments = 2, MaxArguments = 3,
            Parameters = [new("html", TypeShape.String), new("selector", TypeShape.String), new("attribute", TypeShape.String)],
            Result = new TypeShape(ShapeKind.List) { Element = TypeShape.String },
            Summary = "The texts of the HTML elements that a CSS selector selects, in order, with runs of white space as one space; or an attribute " +
                "of those of them that have it, as it is written. An empty list when there are none.",
            Example = "css('<p>See <a href=\"/status\">our status</a></p>', 'p > a[href]', 'href')",
            ExampleResult = "[\"/status\"]",
            Body = Css,
        },
    ];

    static Value XPath(Arguments arguments)
    {
        var (text, expression) = (arguments.Text(0), arguments.Text(1));
        try
        {
            return XPathQuery.Evaluate(text, expression, arguments);
        }
        catch (MarkupException e)
        {
            throw arguments.Error($"xpath: {e.Message}", e);
        }
    }

    static Value Css(Arguments arguments)
    {
        var (text, selector) = (arguments.Text(0), arguments.Text(1));
        var attribute = arguments.Count > 2 ? arguments.Text(2) : null;
        try
        {
            return CssQuery.Select(text, selector, attribute, arguments);
        }
        catch (MarkupException e)
        {
            throw arguments.Error($"css: {e.Message}", e);
        }
    }
}
