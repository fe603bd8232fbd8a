using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Reading;

/// <summary>What the readers of all formats share.</summary>
/// <param name="Draft">Takes what they read.</param>
/// <param name="Diagnostics">Takes what is wrong.</param>
/// <param name="Variables">Environment variables.</param>
sealed record InventoryReading(InventoryDraft Draft, DiagnosticBag Diagnostics, Func<string, string?> Variables)
{
    public string? Home => Variables("HOME") is { Length: > 0 } home ? home : null;

    /// <summary>The hosts that a name stands for; none, with a diagnostic, when it is wrong.</summary>
    public IReadOnlyList<string> Expand(string name, SourceLocation location, bool lists)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny(" \t\r\n"))
        {
            Diagnostics.Error(DiagnosticCodes.InvalidValue, location, name.Length == 0 ? "a host's name is empty" : $"`{ShownText.Shorten(name)}` cannot be a host's name", "a name has no spaces");
            return [];
        }

        if (name == Inventory.All)
        {
            Diagnostics.Error(DiagnosticCodes.InvalidValue, location, "a host cannot be named `all`, which is the group of every host", "what is so of every host is said of the group all, not of a host");
            return [];
        }

        try
        {
            return HostRange.Expand(name, lists);
        }
        catch (Exception e) when (e is FormatException or InventoryLimitException)
        {
            Diagnostics.Error(DiagnosticCodes.InvalidValue, location, e.Message, e is FormatException ? "such as web[01:50], node[0:100:10] or db-[a:f]" : null);
            return [];
        }
    }
}
