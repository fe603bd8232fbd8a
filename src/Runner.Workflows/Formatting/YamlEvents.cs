using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Runner.Workflows.Formatting;

/// <summary>What the parser says about a file, and whether it says the same about another.</summary>
static class YamlEvents
{
    /// <summary>Everything the parser says about a text.</summary>
    /// <exception cref="LayoutException">It is not YAML.</exception>
    public static List<ParsingEvent> Of(string content)
    {
        var parser = new Parser(new Scanner(new StringReader(content), skipComments: true));
        var events = new List<ParsingEvent>();
        try
        {
            while (parser.MoveNext()) events.Add(parser.Current!);
        }
        // The parser has exceptions of its own, and others where it does not expect what it finds.
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new LayoutException("it would no longer be YAML");
        }

        return events;
    }

    /// <summary>Whether two texts mean the same, to the style of each scalar and bracket.</summary>
    public static bool AreSame(List<ParsingEvent> some, List<ParsingEvent> others)
    {
        if (some.Count != others.Count) return false;
        for (var i = 0; i < some.Count; i++)
        {
            if (!AreSame(some[i], others[i])) return false;
        }

        return true;
    }

    static bool AreSame(ParsingEvent one, ParsingEvent other) => (one, other) switch
    {
        (AnchorAlias a, AnchorAlias b) => a.Value == b.Value,
        (Scalar a, Scalar b) => a.Value == b.Value && a.Style == b.Style && HaveSameProperties(a, b),
        (MappingStart a, MappingStart b) => a.Style == b.Style && HaveSameProperties(a, b),
        (SequenceStart a, SequenceStart b) => a.Style == b.Style && HaveSameProperties(a, b),
        (DocumentStart a, DocumentStart b) => a.IsImplicit == b.IsImplicit,
        (DocumentEnd a, DocumentEnd b) => a.IsImplicit == b.IsImplicit,
        _ => one.GetType() == other.GetType(),
    };

    static bool HaveSameProperties(NodeEvent one, NodeEvent other) => one.Anchor == other.Anchor && one.Tag == other.Tag;
}
