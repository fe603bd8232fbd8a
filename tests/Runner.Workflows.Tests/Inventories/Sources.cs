using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Inventories;

/// <summary>Inventories from texts.</summary>
static class Sources
{
    /// <summary>The inventory of a file, with which nothing is wrong.</summary>
    public static Inventory Read(string text, string name = "inventory.yaml")
    {
        var (inventory, diagnostics) = TryRead(text, name);
        diagnostics.Select(DiagnosticText.Format).ShouldBeEmpty();
        return inventory.ShouldNotBeNull();
    }

    /// <summary>The one thing that is wrong with a file.</summary>
    public static Diagnostic Wrong(string text, string name = "inventory.yaml")
    {
        var (inventory, diagnostics) = TryRead(text, name);
        var only = diagnostics.ShouldHaveSingleItem();
        (inventory is null).ShouldBe(only.Severity == Severity.Error);
        return only;
    }

    public static (Inventory? Inventory, IReadOnlyList<Diagnostic> Diagnostics) TryRead(string text, string name = "inventory.yaml", Func<string, string?>? variables = null)
    {
        using var folder = new TemporaryFolder();
        return TryRead(variables, InventorySource.OfFile(folder.Write(name, text), name));
    }

    public static (Inventory? Inventory, IReadOnlyList<Diagnostic> Diagnostics) TryRead(Func<string, string?>? variables, params InventorySource[] sources)
    {
        var diagnostics = new DiagnosticBag();
        var inventory = InventoryLoader.Load(sources, variables ?? (static name => name == "HOME" ? "/home/me" : null), diagnostics);
        return (inventory, [.. diagnostics]);
    }

    public static string Names(this IEnumerable<Sdk.Inventory.InventoryHost> hosts) => string.Join(' ', hosts.Select(static host => host.Name));
}
