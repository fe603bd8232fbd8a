using Runner.Workflows.Diagnostics;

namespace Runner.Workflows.Inventories.Building;

/// <summary>How groups lie within each other: which is above which, and that no group is in itself.</summary>
static class GroupOrder
{
    /// <summary>Gives each group its level; false, with a diagnostic, where groups are in each other in a circle.</summary>
    public static bool SetLevels(InventoryDraft draft, DiagnosticBag diagnostics)
    {
        foreach (var group in draft.Groups)
        {
            if (group != draft.All && group.Parents.Count == 0) draft.All.Add(group, default);
        }

        // Each group after all that it is in; what is left over is in a circle, or below one.
        var waiting = draft.Groups.ToDictionary(group => group, group => group.Parents.Count);
        var ready = new Queue<DraftGroup>(draft.Groups.Where(group => group.Parents.Count == 0));
        while (ready.TryDequeue(out var group))
        {
            waiting.Remove(group);
            foreach (var (child, _) in group.Children)
            {
                child.Level = Math.Max(child.Level, group.Level + 1);
                if (--waiting[child] == 0) ready.Enqueue(child);
            }
        }

        if (waiting.Count == 0) return true;
        ReportCircle(waiting, diagnostics);
        return false;
    }

    /// <summary>From any group that is left over there is always another above it that is too, so that the way up comes back to itself.</summary>
    static void ReportCircle(Dictionary<DraftGroup, int> left, DiagnosticBag diagnostics)
    {
        var way = new List<DraftGroup>();
        var at = left.Keys.First();
        while (!way.Contains(at))
        {
            way.Add(at);
            at = at.Parents.First(left.ContainsKey);
        }

        var circle = way.Skip(way.IndexOf(at)).Reverse().ToList();
        circle.Insert(0, circle[^1]);
        // That every group is in `all` no file says.
        var location = circle.Zip(circle.Skip(1), (group, child) => group.Children.First(each => each.Group == child).Location).First(place => place.Source is not null);
        diagnostics.Error(DiagnosticCodes.GroupCycle, location, $"groups are in each other in a circle: {string.Join(" -> ", circle.Take(10).Select(group => group.Name))}{(circle.Count > 10 ? " -> ..." : "")}", "take one of them out of the other");
    }

    /// <summary>All groups that a host is in, those that give way first.</summary>
    public static List<DraftGroup> Above(IEnumerable<DraftGroup> direct, InventoryDraft draft)
    {
        var found = new HashSet<DraftGroup> { draft.All };
        var open = new Stack<DraftGroup>(direct);
        while (open.TryPop(out var group))
        {
            if (!found.Add(group)) continue;
            foreach (var parent in group.Parents) open.Push(parent);
        }

        var ordered = found.ToList();
        ordered.Sort((a, b) => a.Level != b.Level ? a.Level.CompareTo(b.Level)
            : a.Priority != b.Priority ? a.Priority.CompareTo(b.Priority)
            : draft.OrderedByName ? string.CompareOrdinal(a.Name, b.Name) : a.Place.CompareTo(b.Place));
        return ordered;
    }
}
