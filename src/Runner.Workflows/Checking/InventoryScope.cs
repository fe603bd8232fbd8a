using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checking;

/// <summary>What the expressions of a compilation may say about hosts. The inventory is read when the first of them says something.</summary>
sealed class InventoryScope(ProjectInventory? project, DiagnosticBag diagnostics)
{
    /// <summary>The context's name.</summary>
    public const string Name = "inventory";

    Inventory? inventory;
    TypeShape? shape;
    bool told;

    /// <summary>Where an expression first named hosts; null when none did.</summary>
    public SourceLocation? UsedAt { get; private set; }

    public static bool IsNamed(string context) => string.Equals(context, Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What <c>inventory</c> is.</summary>
    public TypeShape ShapeAt(SourceLocation location)
    {
        Read(location);
        TellIfNone(location);
        return shape!;
    }

    /// <summary>Looks at a call of <c>hosts()</c> or <c>host()</c>.</summary>
    /// <param name="call">The call.</param>
    /// <param name="locate">Where its parts stand.</param>
    /// <param name="found">Takes what is wrong with it.</param>
    public void Check(CallNode call, Func<TextSpan, SourceLocation> locate, DiagnosticBag found)
    {
        Read(locate(call.NameSpan));
        // Which hosts an input chooses is a matter of the run, and so is whether there are any: the workflow is right.
        if (call.Arguments is not [LiteralNode { Value.Kind: ValueKind.String } literal]) return;
        TellIfNone(locate(call.NameSpan));
        if (inventory is null || found.IsFull) return;
        var written = literal.Value.AsString();
        if (call.Function.Name == "host")
        {
            if (inventory.Find(written) is null) found.Error(DiagnosticCodes.UnknownHosts, locate(literal.Span), $"the inventory has no host `{ShownText.Shorten(written)}`", NearHost(written) ?? HelpForGroup(written));
            return;
        }

        try
        {
            inventory.Select(written);
        }
        catch (InventoryPatternException e)
        {
            // The literal's text begins after its quote, and is as it is written while no quote stands in it.
            var span = written.Contains('\'', StringComparison.Ordinal) ? literal.Span : new(literal.Span.Start + 1 + e.Span.Start, e.Span.Length);
            found.Error(DiagnosticCodes.UnknownHosts, locate(span), e.Message, e.Help);
        }
    }

    /// <summary>The help for a name that is no group's, but a host's; null when it is none.</summary>
    public string? HelpForHost(string name) => inventory?.Find(name) is { } host ? $"`{host.Name}` is a host: host('{host.Name}')" : null;

    string? HelpForGroup(string name) => inventory?.FindGroup(name) is { } group ? $"`{group.Name}` is a group: hosts('{group.Name}')" : null;

    string? NearHost(string name) => NameHelp.Near(name, inventory!.Hosts.Select(static host => host.Name));

    void TellIfNone(SourceLocation location)
    {
        if (told || project is { Exists: true }) return;
        told = true;
        diagnostics.Error(DiagnosticCodes.NoInventory, location, "there is no inventory that could name hosts", ProjectInventory.HowToMakeOne);
    }

    void Read(SourceLocation location)
    {
        UsedAt ??= location;
        if (shape is not null) return;
        shape = TypeShape.Any;
        if (project is not { Exists: true }) return;
        var before = diagnostics.ErrorCount;
        inventory = project.Check(diagnostics);
        if (inventory is not null) shape = InventoryShapes.Of(inventory);
        else if (diagnostics.ErrorCount == before) shape = InventoryShapes.Unknown;
    }
}
