using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Whether a description says more than what stands beside it.</summary>
static partial class Wording
{
    /// <summary>Words that say nothing by themselves, and what every API does.</summary>
    static readonly FrozenSet<string> Small = "a an the of to for in on by with from this that it is be are s need value object add create update delete get find fetch return filter"
        .Split(' ').Select(static word => Stem(word)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether there is a word in a description that its surroundings do not have; a word's plural and past are the same word.</summary>
    /// <param name="description">What is said: "ID of pet to return" of <c>petId</c> says nothing.</param>
    /// <param name="name">What it is said of.</param>
    /// <param name="beside">The names and texts that a reader sees with it.</param>
    public static bool Adds(string description, string name, params ReadOnlySpan<string> beside)
    {
        // Beside what words cannot tell, such as numbers and examples, all is kept.
        if (description.Length > 100 || !description.All(static each => char.IsAsciiLetter(each) || each is ' ' or '.' or ',' or '-' or '\'')) return true;
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in (ReadOnlySpan<string>)[name, .. beside])
            foreach (var word in Word().EnumerateMatches(text)) known.Add(Stem(text.AsSpan(word.Index, word.Length)));
        foreach (var word in Word().EnumerateMatches(description))
            if (Stem(description.AsSpan(word.Index, word.Length)) is var stem && !known.Contains(stem) && !Small.Contains(stem) && !(stem.Length > 2 && name.Contains(stem, StringComparison.OrdinalIgnoreCase))) return true;
        return false;
    }

    static string Stem(ReadOnlySpan<char> word)
    {
        var stem = word.ToString().ToLowerInvariant();
        foreach (var end in (ReadOnlySpan<string>)["ed", "es", "e", "s"])
            if (stem.Length > end.Length + 2 && stem.EndsWith(end, StringComparison.Ordinal)) return stem[..^end.Length];
        return stem;
    }

    /// <summary>A word of a text, or of a name: petId has two.</summary>
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
