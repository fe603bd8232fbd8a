using Runner.Workflows.Diagnostics;

namespace Runner.Workflows.Inventories;

/// <summary>The inventory cannot be read.</summary>
/// <param name="diagnostics">Why.</param>
public sealed class InventoryLoadException(IReadOnlyList<Diagnostic> diagnostics) : Exception($"the inventory cannot be read: {Reason(diagnostics)}")
{
    /// <summary>Why.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;

    static string Reason(IReadOnlyList<Diagnostic> diagnostics) =>
        diagnostics.FirstOrDefault(static each => each.Severity == Severity.Error) is { } first ? $"{first.Location}: {first.Message}" : "nobody says why";
}
