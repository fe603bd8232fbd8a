using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Building;

/// <summary>A host while the inventory is put together.</summary>
sealed class DraftHost(string name, int place, SourceLocation location)
{
    public string Name { get; } = name;

    /// <summary>Its place among all hosts.</summary>
    public int Place { get; } = place;

    /// <summary>Where it is named first.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>What inventory files say of it.</summary>
    public VariableLayer Own { get; } = new();

    /// <summary>What files of <c>host_vars</c> say; null when there is none.</summary>
    public VariableLayer? Folder { get; set; }

    /// <summary>The groups that name it.</summary>
    public List<DraftGroup> Groups { get; } = [];
}
