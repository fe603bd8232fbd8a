using System.CommandLine.Completions;
using Runner.Workflows.Diagnostics;

namespace Runner.Cli.Fleets;

/// <summary>Groups and hosts for a shell that completes a pattern.</summary>
static class HostCompletions
{
    /// <summary>The last term may be completed, after <c>:</c>, <c>,</c>, <c>!</c> and <c>&amp;</c>.</summary>
    const string Separators = ":,!&";

    /// <summary>The names that go on from what is written. Of an inventory that a command makes there are none: completing must be quick and change nothing.</summary>
    public static IEnumerable<CompletionItem> For(CompletionContext context, WorkspaceOpening opening)
    {
        if (context.WordToComplete.StartsWith('@') || opening.Diagnostics.HasErrors) return [];
        var project = opening.Inventory([]);
        if (!project.Exists || project.Check(new DiagnosticBag()) is not { } inventory) return [];
        var start = context.WordToComplete.AsSpan().LastIndexOfAny(Separators) + 1;
        var (before, word) = (context.WordToComplete[..start], context.WordToComplete[start..]);
        return inventory.Groups.Select(group => group.Name).Concat(inventory.Hosts.Select(host => host.Name))
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(1000).Select(name => new CompletionItem(before + name));
    }
}
