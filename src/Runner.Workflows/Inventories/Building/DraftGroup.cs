using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Building;

/// <summary>A group while the inventory is put together.</summary>
sealed class DraftGroup(string name, int place)
{
    readonly HashSet<DraftHost> members = [];

    public string Name { get; } = name;

    /// <summary>Its place among all groups.</summary>
    public int Place { get; } = place;

    /// <summary>Among groups of one level, the higher comes later and wins: Ansible's <c>ansible_group_priority</c>.</summary>
    public int Priority { get; set; } = 1;

    /// <summary>How many groups it is below <c>all</c>, by the longest way.</summary>
    public int Level { get; set; }

    /// <summary>What inventory files say of it.</summary>
    public VariableLayer Own { get; } = new();

    /// <summary>What files of <c>group_vars</c> say; null when there is none.</summary>
    public VariableLayer? Folder { get; set; }

    public List<DraftHost> Hosts { get; } = [];

    /// <summary>The groups directly in it, and where a file says so.</summary>
    public List<(DraftGroup Group, SourceLocation Location)> Children { get; } = [];

    public List<DraftGroup> Parents { get; } = [];

    public void Add(DraftHost host)
    {
        if (!members.Add(host)) return;
        Hosts.Add(host);
        host.Groups.Add(this);
    }

    public void Add(DraftGroup child, SourceLocation location)
    {
        if (Children.Exists(each => each.Group == child)) return;
        Children.Add((child, location));
        child.Parents.Add(this);
    }
}
