using Runner.Reporting;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Fleets;

/// <summary>How to run a workflow again on the hosts where it failed.</summary>
static class LimitHint
{
    /// <summary>More names make a line that nobody copies.</summary>
    const int MostNames = 20;

    /// <summary>The option that does it; null when what failed were no hosts, or too many.</summary>
    public static string? Of(FailedItems failed, ProjectInventory? project)
    {
        if (failed.Names.Count is 0 or > MostNames || failed.IsCut || project?.Load([]) is not { } inventory) return null;
        return failed.Names.All(name => inventory.Find(name) is not null && inventory.FindGroup(name) is null && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')) ? $"--limit {string.Join(',', failed.Names)}" : null;
    }
}
