namespace Runner.Plugins.ClientGen.Naming;

/// <summary>
/// Names that must differ from each other. A name that is wanted twice is not numbered, since a number would change with the order: each of the
/// others takes its next best, and in the end one with a mark of its own.
/// </summary>
/// <param name="taken">Names that are taken already.</param>
sealed class NameScope(IEnumerable<string> taken)
{
    readonly HashSet<string> names = new(taken, StringComparer.Ordinal);

    /// <summary>Takes names for several things at once, so that their order matters little.</summary>
    /// <param name="things">The things.</param>
    /// <param name="original">What the document calls one: it has the name if it is spelled exactly so.</param>
    /// <param name="candidates">The names for one, the best first.</param>
    /// <param name="identity">What tells the thing from all others, whatever its name.</param>
    /// <returns>The names, in the order of the things.</returns>
    public string[] Take<T>(IReadOnlyList<T> things, Func<T, string> original, Func<T, IReadOnlyList<string>> candidates, Func<T, string> identity)
    {
        var result = new string[things.Count];
        var open = Enumerable.Range(0, things.Count).ToList();
        for (var round = 0; open.Count > 0; round++)
        {
            var wanted = open.Select(index => (Index: index, Name: candidates(things[index]) is var list && round < list.Count ? list[round] : null)).ToList();
            foreach (var group in wanted.Where(static each => each.Name is not null).GroupBy(static each => each.Name!))
            {
                if (names.Contains(group.Key)) continue;
                var winner = group.FirstOrDefault(each => original(things[each.Index]) == group.Key) is { Name: not null } exact ? exact : group.First();
                result[winner.Index] = group.Key;
                names.Add(group.Key);
            }

            foreach (var (index, _) in wanted.Where(each => each.Name is null && result[each.Index] is null)) result[index] = Marked(candidates(things[index])[0], identity(things[index]));
            open.RemoveAll(index => result[index] is not null);
        }

        return result;
    }

    /// <summary>Takes a name for one thing.</summary>
    /// <param name="identity">What tells it from all others.</param>
    /// <param name="candidates">The names, the best first.</param>
    public string Take(string identity, params IReadOnlyList<string> candidates)
    {
        foreach (var candidate in candidates)
            if (names.Add(candidate)) return candidate;
        return Marked(candidates[0], identity);
    }

    string Marked(string name, string identity)
    {
        for (var mark = Identifiers.Mark(identity); ; mark = Identifiers.Mark(mark))
            if (names.Add($"{name}_{mark}")) return $"{name}_{mark}";
    }
}
