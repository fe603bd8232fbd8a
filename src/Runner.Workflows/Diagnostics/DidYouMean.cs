namespace Runner.Workflows.Diagnostics;

/// <summary>Finds the name that was probably meant.</summary>
public static class DidYouMean
{
    /// <summary>Longer texts are no names, and comparing two of them would take for ever.</summary>
    const int MaxLength = 100;

    /// <summary>How many slips are forgiven, at most.</summary>
    const int MaxDistance = 3;

    /// <summary>The candidate nearest to what was written, or null when none is near.</summary>
    /// <remarks>Optimal string alignment distance: swapped neighbours count as one slip, as they do for fingers.</remarks>
    public static string? Suggest(string written, IEnumerable<string> candidates)
    {
        if (written.Length > MaxLength) return null;
        string? best = null;
        var limit = MaxDistanceFor(written);
        var lower = written.ToLowerInvariant();
        Span<char> buffer = stackalloc char[MaxLength];
        foreach (var candidate in candidates)
        {
            if (string.Equals(written, candidate, StringComparison.OrdinalIgnoreCase)) return candidate;
            if (limit == 0 || candidate.Length > MaxLength || Math.Abs(candidate.Length - written.Length) > limit) continue;
            var lowerCandidate = buffer[..candidate.AsSpan().ToLowerInvariant(buffer)];
            var distance = Distance(lower, lowerCandidate, limit);
            if (distance > limit) continue;
            best = candidate;
            limit = distance - 1;
        }

        return best;
    }

    /// <summary>A name is near when it differs by a slip in three letters; a single letter is never near another.</summary>
    internal static int MaxDistanceFor(string written) => written.Length <= 1 ? 0 : Math.Clamp(written.Length / 3, 1, MaxDistance);

    /// <summary>The distance of two texts; some number above the limit when it is above the limit.</summary>
    internal static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit = int.MaxValue)
    {
        Span<int> rows = stackalloc int[3 * (b.Length + 1)];
        var previous2 = rows[..(b.Length + 1)];
        var previous = rows.Slice(b.Length + 1, b.Length + 1);
        var current = rows[(2 * (b.Length + 1))..];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        var smallestBefore = 0;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var smallest = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], previous2[j - 2] + 1);
                smallest = Math.Min(smallest, current[j]);
            }

            // A swap reaches back two rows, so both must be past the limit.
            if (smallest > limit && smallestBefore > limit) return smallest;
            smallestBefore = smallest;
            var free = previous2;
            previous2 = previous;
            previous = current;
            current = free;
        }

        return previous[b.Length];
    }
}
