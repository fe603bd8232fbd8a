namespace Runner.Workflows.Diagnostics;

/// <summary>Finds the name that was probably meant.</summary>
public static class DidYouMean
{
    /// <summary>The candidate nearest to what was written, or null when none is near.</summary>
    /// <remarks>Optimal string alignment distance: swapped neighbours count as one slip, as they do for fingers.</remarks>
    public static string? Suggest(string written, IEnumerable<string> candidates)
    {
        string? best = null;
        var bestDistance = Math.Max(1, Math.Min(3, written.Length / 3)) + 1;
        foreach (var candidate in candidates)
        {
            if (string.Equals(written, candidate, StringComparison.OrdinalIgnoreCase)) return candidate;
            if (Math.Abs(candidate.Length - written.Length) >= bestDistance) continue;
            var distance = Distance(written.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance >= bestDistance) continue;
            best = candidate;
            bestDistance = distance;
        }

        return best;
    }

    static int Distance(string a, string b)
    {
        var previous2 = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], previous2[j - 2] + 1);
            }

            (previous2, previous, current) = (previous, current, previous2);
        }

        return previous[b.Length];
    }
}
