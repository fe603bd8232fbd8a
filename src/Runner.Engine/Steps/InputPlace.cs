using System.Globalization;
using Runner.Workflows.Checked;
using Runner.Workflows.Text;

namespace Runner.Engine.Steps;

/// <summary>Where a workflow says what an action complains of.</summary>
static class InputPlace
{
    /// <summary>The place of an input, as near as what is written goes.</summary>
    /// <param name="with">The step's inputs.</param>
    /// <param name="path">The input, perhaps with a path into it: <c>body.tags[0]</c>.</param>
    /// <returns>Null when the input is not among them.</returns>
    public static SourceLocation? Of(MapTemplate with, string path)
    {
        InputTemplate at = with;
        var left = path.AsSpan();
        while (left.Length > 0 && Next(at, ref left) is { } next) at = next;
        return ReferenceEquals(at, with) ? null : at.Location;
    }

    static InputTemplate? Next(InputTemplate at, ref ReadOnlySpan<char> left)
    {
        if (left[0] == '.') left = left[1..];
        switch (at)
        {
            case MapTemplate map:
                // A name may have dots in it, as `query.path` has: the longest that fits is meant.
                NamedTemplate? found = null;
                foreach (var entry in map.Entries)
                    if (left.StartsWith(entry.Name, StringComparison.OrdinalIgnoreCase) && (left.Length == entry.Name.Length || left[entry.Name.Length] is '.' or '[') && entry.Name.Length > (found?.Name.Length ?? -1)) found = entry;
                left = found is null ? default : left[found.Name.Length..];
                return found?.Value;
            case ListTemplate list when left.Length > 2 && left[0] == '[' && left.IndexOf(']') is > 0 and var end && int.TryParse(left[1..end], CultureInfo.InvariantCulture, out var index) && index >= 0 && index < list.Items.Count:
                left = left[(end + 1)..];
                return list.Items[index];
            default:
                return null;
        }
    }
}
