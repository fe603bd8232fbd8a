using Runner.Workflows.Types;

namespace Runner.Workflows.Inventories.Expressions;

/// <summary>What expressions know of hosts before anything runs.</summary>
static class InventoryShapes
{
    /// <summary>A host. Its variables are whatever the project says.</summary>
    public static TypeShape Host { get; } = new(ShapeKind.Object)
    {
        Fields =
        [
            new("name", TypeShape.String) { Description = "Its name in the inventory" },
            new("address", TypeShape.String) { Description = "Where it is reached; its name, when nobody said" },
            new("port", new(ShapeKind.Integer) { Nullable = true }) { Description = "The port of its SSH server; null when nobody said" },
            new("user", new(ShapeKind.String) { Nullable = true }) { Description = "The user to log in as; null when nobody said" },
            new("groups", new(ShapeKind.List) { Element = TypeShape.String }) { Description = "The groups that it is in, also through other groups" },
            new("vars", new(ShapeKind.Map) { Element = TypeShape.Any }) { Description = "Its variables, and those of its groups" },
        ],
    };

    /// <summary>A list of hosts.</summary>
    public static TypeShape Hosts { get; } = new(ShapeKind.List) { Element = Host };

    /// <summary>The groups of an inventory that is known.</summary>
    public static TypeShape Of(Inventory inventory) => new(ShapeKind.Object) { Fields = new FieldList(inventory.Groups.Select(static group => new FieldShape(group.Name, Hosts))) };

    /// <summary>The groups of one that a command will answer.</summary>
    public static TypeShape Unknown { get; } = new(ShapeKind.Map) { Element = Hosts };
}
