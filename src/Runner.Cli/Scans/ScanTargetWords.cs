using System.Buffers;
using System.Net;
using Runner.Workflows.Inventories;
using Runner.Workflows.Values;

namespace Runner.Cli.Scans;

/// <summary>The targets of a command line: what is a pattern of the inventory becomes its hosts, and all else is the action's to read.</summary>
static class ScanTargetWords
{
    static readonly SearchValues<char> OfPatterns = SearchValues.Create("*?[!&~");

    /// <summary>The value of the input; null, with the reasons printed, when the inventory is wrong.</summary>
    /// <exception cref="UsageException">A pattern chooses none.</exception>
    public static Value? Of(IReadOnlyList<string> words, ProjectInventory project, Surroundings around)
    {
        Inventory? inventory = null;
        var targets = new List<Value>();
        foreach (var word in words)
        {
            if (LooksLikeAddress(word) || word.StartsWith('@') || !project.Exists)
            {
                targets.Add(Value.From(word));
                continue;
            }

            inventory ??= Fleets.HostChoice.Load(project, around);
            if (inventory is null) return null;
            try
            {
                foreach (var host in inventory.Select(word)) targets.Add(Value.From(new ValueObject { ["name"] = Value.From(host.Name), ["address"] = Value.From(host.Address ?? host.Name) }));
            }
            catch (InventoryPatternException e)
            {
                // A name that no host has may be one of the DNS; what only a pattern may hold is none.
                if (word.AsSpan().ContainsAny(OfPatterns)) throw new UsageException(e.Message, e.Help);
                targets.Add(Value.From(word));
            }
        }

        return Value.From(targets);
    }

    /// <summary>An address, a network or a range, and no name: <c>10.0.0.1-20</c>, <c>fe80::1%eth0</c>, <c>2001:db8::/64</c>.</summary>
    static bool LooksLikeAddress(string word)
    {
        var end = word.AsSpan().IndexOfAny("/-%");
        return IPAddress.TryParse(end < 0 ? word : word.AsSpan(0, end), out _) && (char.IsAsciiDigit(word[0]) || word.Contains(':', StringComparison.Ordinal));
    }
}
