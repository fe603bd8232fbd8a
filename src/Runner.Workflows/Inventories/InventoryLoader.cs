using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Inventories.Sources;

namespace Runner.Workflows.Inventories;

/// <summary>Sources to an inventory.</summary>
public static class InventoryLoader
{
    /// <summary>Reads sources in order, running commands among them, and puts them together.</summary>
    /// <param name="sources">Where it comes from; later ones add to earlier ones and take precedence.</param>
    /// <param name="variables">Environment variables, for secrets.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>The inventory; null when <paramref name="diagnostics"/> has an error more than before.</returns>
    public static Inventory? Load(IReadOnlyList<InventorySource> sources, Func<string, string?> variables, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (sources.Count == 0) return Inventory.Empty;
        var before = diagnostics.ErrorCount;
        var draft = new InventoryDraft();
        ReadInto(draft, sources, variables, diagnostics);
        return diagnostics.ErrorCount > before ? null : InventoryBuilder.Build(draft, diagnostics);
    }

    internal static void ReadInto(InventoryDraft draft, IReadOnlyList<InventorySource> sources, Func<string, string?> variables, DiagnosticBag diagnostics)
    {
        var reader = new SourceReader(new(draft, diagnostics, variables));
        foreach (var source in sources) reader.Read(source);
        reader.ReadFolders();
    }
}
