namespace Runner.Plugins.ClientGen.Reading;

/// <summary>A file of a document: its text has become nodes.</summary>
/// <param name="Name">What the user calls it: a path as he wrote it, a URL.</param>
/// <param name="Address">Where it is: what references in it are relative to.</param>
/// <param name="Bytes">What it holds, for finding lines.</param>
/// <param name="HasLines">Whether marks are lines and columns (YAML) rather than positions of bytes (JSON).</param>
sealed record DocumentFile(string Name, Uri Address, byte[] Bytes, bool HasLines)
{
    const int LineShift = 24;

    Dictionary<string, DocumentNode>? anchors;

    /// <summary>All of it.</summary>
    public DocumentNode Root { get; internal set; } = null!;

    /// <summary>A line and a column as a mark.</summary>
    internal static long Mark(long line, long column) => (line << LineShift) | Math.Min(column, (1L << LineShift) - 1);

    /// <summary>Where a node stands.</summary>
    public DocumentPlace Place(DocumentNode node)
    {
        var (line, column) = HasLines ? ((int)(node.Mark >> LineShift), (int)(node.Mark & ((1L << LineShift) - 1))) : LineOf(node.Mark);
        return new(Name, line, column, node.Pointer);
    }

    /// <summary>The line and column of a position; columns count bytes of UTF-8 that start a character.</summary>
    internal (int Line, int Column) LineOf(long position)
    {
        var before = Bytes.AsSpan(0, (int)Math.Min(position, Bytes.Length));
        var line = 1 + before.Count((byte)'\n');
        var column = 1;
        foreach (var each in before[(before.LastIndexOf((byte)'\n') + 1)..])
            if ((each & 0xC0) != 0x80) column++;
        return (line, column);
    }

    /// <summary>The schema of an <c>$anchor</c> or <c>$dynamicAnchor</c>; null where there is none.</summary>
    internal DocumentNode? Anchor(string name)
    {
        if (anchors is null)
        {
            anchors = new(StringComparer.Ordinal);
            foreach (var node in NodesOf(Root))
            {
                if (node.TextOf("$anchor") is { } anchor) anchors.TryAdd(anchor, node);
                if (node.TextOf("$dynamicAnchor") is { } moving) anchors.TryAdd(moving, node);
            }
        }

        return anchors.GetValueOrDefault(name);
    }

    /// <summary>All objects below a node. What YAML aliases share comes once.</summary>
    internal static IEnumerable<DocumentNode> NodesOf(DocumentNode root)
    {
        var seen = new HashSet<DocumentNode>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<DocumentNode>();
        waiting.Push(root);
        while (waiting.TryPop(out var node))
        {
            if (node.Count == 0 || !seen.Add(node)) continue;
            if (node.Kind == NodeKind.Object) yield return node;
            foreach (var (_, member) in node.Members) waiting.Push(member);
            foreach (var item in node.Items) waiting.Push(item);
        }
    }
}
