using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>
/// The function <c>matches</c>. Patterns run in linear time where they can; those with look-around or back references run
/// with backtracking and a time limit.
/// </summary>
static class PatternMatching
{
    const int CacheSize = 256;
    static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);
    static readonly ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    public static Value Evaluate(Arguments arguments)
    {
        var text = arguments.Text(0);
        var pattern = arguments.Text(1);
        try
        {
            return Value.From(Find(pattern).IsMatch(text));
        }
        catch (RegexParseException e)
        {
            throw arguments.Error($"matches: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw arguments.Error($"matches: the pattern '{pattern}' took more than {TimeLimit.TotalSeconds:0} s", e);
        }
    }

    /// <summary>Why a pattern is none; null when it is one. It only reads the pattern: making it ready to match can take a hundred times as long.</summary>
    public static string? ProblemOf(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException e)
        {
            return $"matches: {e.Message}";
        }
    }

    static Regex Find(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var regex)) return regex;
        regex = Create(pattern);
        if (Cache.Count >= CacheSize) Cache.Clear();
        return Cache[pattern] = regex;
    }

    static Regex Create(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeLimit);
        }
        catch (NotSupportedException)
        {
            return new(pattern, RegexOptions.CultureInvariant, TimeLimit);
        }
    }
}
