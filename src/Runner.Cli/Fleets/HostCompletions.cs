using System.Buffers;
using System.CommandLine;
using System.CommandLine.Completions;
using Runner.Cli.Inputs;
using Runner.Workflows.Diagnostics;

namespace Runner.Cli.Fleets;

/// <summary>Groups and hosts for a shell that completes a pattern.</summary>
static class HostCompletions
{
    /// <summary>What may stand before the term that is completed, which is the last; and a quote, which a shell may hand over.</summary>
    static readonly SearchValues<char> Separators = SearchValues.Create(":,!&'\"");

    /// <summary>Has <c>--limit</c> completed wherever there is one. Not needed to run anything.</summary>
    public static void AddToLimits(RootCommand root, WorkspaceOpening opening)
    {
        foreach (var option in root.Subcommands.SelectMany(command => command.Options).Where(option => option.Name == LimitOption.Name))
            option.CompletionSources.Add(context => For(context, opening));
    }

    /// <summary>The names that go on from what is written. Of an inventory that a command makes there are none: completing must be quick and change nothing.</summary>
    public static IEnumerable<CompletionItem> For(CompletionContext context, WorkspaceOpening opening)
    {
        var written = context.WordToComplete;
        if (written.StartsWith('@') || opening.Diagnostics.HasErrors) return [];
        var project = opening.Inventory([]);
        if (!project.Exists || project.Check(new DiagnosticBag()) is not { } inventory) return [];
        var start = written.AsSpan().LastIndexOfAny(Separators) + 1;
        var (before, word) = (written[..start], written[start..]);
        return inventory.Groups.Select(group => group.Name).Concat(inventory.Hosts.Select(host => host.Name))
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(1000).Select(name => new CompletionItem(before + name));
    }
}
