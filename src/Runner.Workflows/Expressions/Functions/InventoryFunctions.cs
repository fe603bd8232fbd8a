using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Expressions;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Functions on the project's inventory.</summary>
static class InventoryFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "hosts", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("pattern", TypeShape.String)],
            Result = InventoryShapes.Hosts,
            Summary = "The hosts of the inventory that a pattern chooses, each once: web, web:db, web:&prod, web:!canary, web[0:9], *.example.com, ~web\\d+, all. It fails when the pattern chooses none.",
            Example = "join(hosts('web:!canary').*.name)", ExampleResult = "\"web2,web3\"",
            Body = Hosts,
        },
        new()
        {
            Name = "host", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("name", TypeShape.String)],
            Result = InventoryShapes.Host,
            Summary = "The host of the inventory that has this name. It fails when there is none.",
            Example = "host('db1').address", ExampleResult = "\"10.0.0.5\"",
            Body = Host,
        },
    ];

    static Value Hosts(Arguments arguments)
    {
        try
        {
            var hosts = InventoryOf(arguments).Select(arguments.Text(0));
            arguments.ChargeItems(hosts.Count);
            return Value.From(hosts);
        }
        catch (InventoryPatternException e)
        {
            throw arguments.Error(e.Help is null ? e.Message : $"{e.Message}; {e.Help}", 0);
        }
    }

    static Value Host(Arguments arguments)
    {
        var inventory = InventoryOf(arguments);
        var name = arguments.Text(0);
        if (inventory.Find(name) is { } host) return host;
        var near = NameHelp.Near(name, inventory.Inventory.Hosts.Select(static each => each.Name));
        throw arguments.Error($"the inventory has no host `{ShownText.Shorten(name)}`{(near is null ? "" : $"; {near}")}", 0);
    }

    static InventoryContext InventoryOf(Arguments arguments) =>
        arguments.Environment.Inventory ?? throw arguments.Error("there is no inventory here: hosts are known in the workflows of a project that has one");
}
