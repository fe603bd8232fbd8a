using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>
/// A regular expression of RFC 9485, carried over to the framework's as its section 5 does it for others. Matching takes time
/// linear in the text, so that neither pattern nor text can hold a run up.
/// </summary>
sealed class IRegexp
{
    const string SurrogatePair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    readonly Regex regex;

    IRegexp(Regex regex) => this.regex = regex;

    /// <summary>The regular expression; null when the text is none, and then nothing matches.</summary>
    public static IRegexp? TryCreate(string pattern, bool isWhole)
    {
        try
        {
            var translated = Translate(pattern);
            return new(new Regex(isWhole ? $@"\A(?:{translated})\z" : translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Not a pattern, one that looks around or back, or one too large to match in linear time.
            return null;
        }
    }

    public bool IsMatch(string text) => regex.IsMatch(text);

    /// <summary>
    /// The framework counts UTF-16 units where the RFC counts characters, and its dot excludes only the line feed.
    /// </summary>
    static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i = CopyEscape(pattern, i, result);
            }
            else if (c == '.')
            {
                result.Append(@"(?:[^\n\r\uD800-\uDFFF]|").Append(SurrogatePair).Append(')');
            }
            else if (c == '$')
            {
                result.Append(@"\z"); // the framework's dollar also stands before a last line feed
            }
            else if (c == '[')
            {
                i = CopyClass(pattern, i, result);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < pattern.Length && char.IsLowSurrogate(pattern[i + 1]))
            {
                // Together, so that a quantifier repeats the character.
                result.Append("(?:").Append(c).Append(pattern[++i]).Append(')');
            }
            else if (c == '(' && i + 1 < pattern.Length && pattern[i + 1] == '?')
            {
                throw new ArgumentException("groups have no options", nameof(pattern));
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }

    static int CopyEscape(string pattern, int start, StringBuilder result)
    {
        if (pattern[start + 1] == 'P')
        {
            var close = pattern.IndexOf('}', start);
            if (close < 0) throw new ArgumentException("a category is not closed", nameof(pattern));
            result.Append("(?:[").Append(pattern, start, close + 1 - start).Append(@"-[\uD800-\uDFFF]]|").Append(SurrogatePair).Append(')');
            return close;
        }

        result.Append(pattern, start, 2);
        return start + 1;
    }

    /// <summary>Copies a class. An excluding one takes whole characters above U+FFFF; an including one can only name others.</summary>
    static int CopyClass(string pattern, int start, StringBuilder result)
    {
        var end = start + 1;
        if (end < pattern.Length && pattern[end] == '^') end++;
        for (; end < pattern.Length && pattern[end] != ']'; end++)
        {
            if (pattern[end] == '\\') end++;
            else if (pattern[end] == '[') throw new ArgumentException("a bracket in a class is not escaped", nameof(pattern));
        }

        if (end >= pattern.Length) throw new ArgumentException("a class is not closed", nameof(pattern));
        if (pattern[start + 1] != '^') result.Append(pattern, start, end + 1 - start);
        else result.Append("(?:").Append(pattern, start, end - start).Append(@"\uD800-\uDFFF]|").Append(SurrogatePair).Append(')');
        return end;
    }
}
