using Runner.Engine.Secrets;
using Runner.Sdk;
using Runner.Sdk.Inventory;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;

namespace Runner.Engine.Inventories;

/// <summary>The inventory of one run. It is read when somebody asks for hosts, and from then on its passwords are masked.</summary>
sealed class RunInventory(ProjectInventory project, SecretMasker masker)
{
    readonly Lock gate = new();
    Inventory? inventory;

    /// <exception cref="InventoryLoadException">It cannot be read.</exception>
    public Inventory Get()
    {
        lock (gate) return inventory ??= Load();
    }

    /// <summary>The host of a name, for an action that connects to it; null when there is none.</summary>
    /// <exception cref="ActionInputException">The inventory cannot be read, or misses what is needed to log in to the host.</exception>
    public InventoryHost? Find(string name)
    {
        try
        {
            var known = Get();
            if (known.Find(name) is not { } host) return null;
            return known.WhyNotReady(host) is { } missing ? throw new ActionInputException("host", missing) : host;
        }
        catch (InventoryLoadException e)
        {
            throw new ActionInputException("host", $"whether the inventory knows it cannot be told: {e.Message}", e);
        }
    }

    Inventory Load()
    {
        var diagnostics = new DiagnosticBag();
        var read = project.Load(diagnostics) ?? throw new InventoryLoadException([.. diagnostics]);
        foreach (var secret in read.Secrets) masker.AddInput(secret);
        return read;
    }
}
