namespace Runner.Plugins.ClientGen.Reading;

/// <summary>A schema with all that <c>allOf</c> adds to it, as one: a keyword is the schema's own, or the first that a member has.</summary>
/// <param name="Own">The schema itself.</param>
/// <param name="All">What it consists of, the members of <c>allOf</c> first, the schema itself last.</param>
/// <param name="Referred">Those of <paramref name="All"/> that were reached by a reference.</param>
sealed record SchemaParts(DocumentNode Own, IReadOnlyList<DocumentNode> All, IReadOnlySet<DocumentNode> Referred)
{
    const int Most = 2000;

    /// <summary>Finds the parts of a schema.</summary>
    /// <param name="node">The schema.</param>
    /// <param name="resolve">Follows references; null where one leads nowhere.</param>
    public static SchemaParts Of(DocumentNode node, Func<DocumentNode, DocumentNode?> resolve)
    {
        var all = new List<DocumentNode>();
        var referred = new HashSet<DocumentNode>(ReferenceEqualityComparer.Instance);
        var seen = new HashSet<DocumentNode>(ReferenceEqualityComparer.Instance);
        Add(node, false, 0);
        return new(node, all, referred);

        void Add(DocumentNode part, bool isReferred, int depth)
        {
            if (all.Count >= Most || depth > 200) return;
            var siblings = DocumentSet.ReferenceOf(part) is null ? null : part;
            var target = siblings is null ? part : resolve(part);
            if (target is not { Kind: NodeKind.Object } || !seen.Add(target)) return;
            isReferred |= siblings is not null;
            if (isReferred) referred.Add(target);
            foreach (var member in target["allOf"]?.Items ?? []) Add(member, isReferred, depth + 1);
            all.Add(target);
            if (siblings is not null && siblings["properties"] is not null && seen.Add(siblings)) all.Add(siblings);
        }
    }

    /// <summary>The value of a keyword; null where no part has it.</summary>
    public DocumentNode? this[string keyword]
    {
        get
        {
            if (Own[keyword] is { } own) return own;
            foreach (var part in All)
                if (part[keyword] is { } value) return value;
            return null;
        }
    }

    /// <summary>Whether a part has the keyword as true.</summary>
    public bool IsTrue(string keyword) => All.Any(part => part.IsTrue(keyword));
}
