using Runner.Sdk.Inventory;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Sources;

namespace Runner.Workflows.Inventories;

/// <summary>
/// The inventory of a project, read when somebody asks for the first time, and once: most runs never do.
/// </summary>
/// <param name="find">Finds the sources, in order; later ones add to earlier ones and take precedence. None is no inventory.</param>
/// <param name="variables">Environment variables, for secrets.</param>
public sealed class ProjectInventory(Func<IReadOnlyList<InventorySource>> find, Func<string, string?> variables)
{
    /// <summary>What to do where there is none.</summary>
    public const string HowToMakeOne = "write inventory.yaml beside runner.yaml, such as hosts: { web1: { address: 10.0.0.1 } }, or name one with --inventory";

    readonly Lock gate = new();
    IReadOnlyList<InventorySource>? sources;
    (Inventory? Inventory, DiagnosticBag Diagnostics)? whole;
    (Inventory? Inventory, DiagnosticBag Diagnostics)? fixedPart;

    /// <summary>Chooses the hosts that it is limited to, as <see cref="Inventory.LimitedTo"/> says; null for all.</summary>
    Func<Inventory, IEnumerable<InventoryHost>>? Limit { get; init; }

    /// <summary>The same, limited to some hosts. Reading it throws what <paramref name="choose"/> throws.</summary>
    /// <param name="choose">Chooses them of the whole inventory.</param>
    public ProjectInventory LimitedTo(Func<Inventory, IEnumerable<InventoryHost>> choose) => new(find, variables) { Limit = choose };

    /// <summary>Where it comes from, in order.</summary>
    public IReadOnlyList<InventorySource> Sources
    {
        get
        {
            lock (gate) return sources ??= find();
        }
    }

    /// <summary>Whether there is an inventory at all.</summary>
    public bool Exists => Sources.Count > 0;

    /// <summary>Whether all of it is known without running a command.</summary>
    public bool IsStatic => Sources.All(static source => source.IsStatic);

    /// <summary>The whole inventory. Commands are run.</summary>
    /// <param name="diagnostics">Takes what is wrong with it, each time anew.</param>
    /// <returns>The inventory, <see cref="Inventory.Empty"/> where there is none; null when <paramref name="diagnostics"/> says why.</returns>
    public Inventory? Load(DiagnosticBag diagnostics)
    {
        lock (gate) whole ??= IsStatic && fixedPart is { } known ? known : Read(Sources);
        return Tell(whole.Value, diagnostics);
    }

    /// <summary>Reads the files without running commands, to find what is wrong with them.</summary>
    /// <param name="diagnostics">Takes what is wrong with them, each time anew.</param>
    /// <returns>The inventory when it <see cref="IsStatic"/> and nothing is wrong with it; otherwise null.</returns>
    public Inventory? Check(DiagnosticBag diagnostics)
    {
        lock (gate)
        {
            if (IsStatic) fixedPart ??= whole ?? Read(Sources);
            else fixedPart ??= (null, ReadFiles());
        }

        return Tell(fixedPart.Value, diagnostics);
    }

    static Inventory? Tell((Inventory? Inventory, DiagnosticBag Diagnostics) read, DiagnosticBag diagnostics)
    {
        diagnostics.AddAll(read.Diagnostics);
        return read.Inventory;
    }

    (Inventory?, DiagnosticBag) Read(IReadOnlyList<InventorySource> from)
    {
        var found = new DiagnosticBag();
        var inventory = InventoryLoader.Load(from, variables, found);
        if (found.HasErrors || inventory is null) return (null, found);
        return (Limit is null ? inventory : inventory.LimitedTo(Limit(inventory)), found);
    }

    /// <summary>What groups name may come from the commands, so nothing is put together.</summary>
    DiagnosticBag ReadFiles()
    {
        var found = new DiagnosticBag();
        InventoryLoader.ReadInto(new(), [.. Sources.Where(static source => source.IsStatic)], variables, found);
        return found;
    }
}
