using System.Globalization;
using System.Text;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>A property of one or several parts of a schema.</summary>
readonly record struct MergedProperty(string Name, DocumentNode Node);

/// <summary>Puts together the properties that several members of <c>allOf</c> have: the same property twice is one that satisfies both.</summary>
sealed class PropertyMerging(DocumentSet files, Findings findings)
{
    /// <summary>Of a document whose members overlap in each other without end, so many combinations are looked at.</summary>
    const int MostCombinations = 20_000;

    static readonly string[] Typing = ["$ref", "$dynamicRef", "type", "properties", "items", "allOf", "oneOf", "anyOf", "enum", "const", "additionalProperties", "format"];

    readonly Dictionary<string, DocumentNode> combinations = new(StringComparer.Ordinal);
    readonly Dictionary<DocumentNode, int> numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>The properties of all parts, in the order of their first appearance.</summary>
    public IEnumerable<MergedProperty> Merge(SchemaParts parts)
    {
        var order = new List<string>();
        var all = new Dictionary<string, List<DocumentNode>>(StringComparer.Ordinal);
        foreach (var part in parts.All)
        {
            foreach (var (name, node) in part.Object("properties")?.Members ?? [])
            {
                if (all.TryGetValue(name, out var nodes)) nodes.Add(node);
                else
                {
                    all[name] = [node];
                    order.Add(name);
                }
            }
        }

        foreach (var name in order) yield return new(name, all[name] is [var only] ? only : Combined(all[name], parts.Own, name));
    }

    DocumentNode Combined(List<DocumentNode> nodes, DocumentNode owner, string name)
    {
        // What only describes does not say what it is.
        var typed = nodes.Where(static node => Typing.Any(keyword => node[keyword] is not null)).ToList();
        if (typed.Count == 0) return nodes[^1];
        var targets = typed.Select(node => files.Resolve(node, out _) ?? node).ToList();
        var distinct = new List<DocumentNode>();
        for (var i = targets.Count - 1; i >= 0; i--)
            if (!distinct.Any(other => Includes(other, targets[i]))) distinct.Insert(0, targets[i]);
        if (distinct.Count == 1 || !distinct.TrueForAll(IsObject)) return typed[targets.LastIndexOf(distinct[^1])];

        var key = new StringBuilder();
        foreach (var node in distinct) key.Append(CultureInfo.InvariantCulture, $"{Number(node)},");
        if (combinations.TryGetValue(key.ToString(), out var known)) return known;
        if (combinations.Count >= MostCombinations)
        {
            findings.Warn($"allOf overlaps in too many ways: the last {name} counts", owner);
            return typed[^1];
        }

        var combined = new DocumentNode(NodeKind.Object, null, owner, name, owner.File, typed[^1].File == owner.File ? typed[^1].Mark : owner.Mark);
        var members = new DocumentNode(NodeKind.Array, null, combined, "allOf", owner.File, combined.Mark);
        foreach (var node in distinct) members.Add(node);
        combined.Add("allOf", members);
        if (typed[^1]["description"] is { } description) combined.Add("description", description);
        return combinations[key.ToString()] = combined;
    }

    int Number(DocumentNode node) => numbers.TryGetValue(node, out var number) ? number : numbers[node] = numbers.Count;

    /// <summary>Whether a schema has another among its parts, and so says all that the other says.</summary>
    bool Includes(DocumentNode schema, DocumentNode other) =>
        ReferenceEquals(schema, other) || SchemaParts.Of(schema, node => files.Resolve(node, out _)).All.Any(part => ReferenceEquals(part, other));

    bool IsObject(DocumentNode node) => SchemaParts.Of(node, each => files.Resolve(each, out _)).All.Any(static part => part["properties"] is { Kind: NodeKind.Object });
}
