using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Workflows.Inventories.Patterns;

/// <summary>Patterns of shells as regular expressions: <c>*</c>, <c>?</c>, <c>[a-c]</c>, <c>[!a-c]</c>.</summary>
static class HostGlob
{
    /// <exception cref="RegexParseException">A class such as <c>[z-a]</c> holds nothing.</exception>
    public static Regex Compile(string glob)
    {
        var pattern = new StringBuilder(@"\A");
        for (var i = 0; i < glob.Length; i++)
        {
            switch (glob[i])
            {
                case '*': pattern.Append(".*"); break;
                case '?': pattern.Append('.'); break;
                case '[' when EndOfClass(glob, i) is > 0 and var end:
                    var content = glob[(i + 1)..end].Replace(@"\", @"\\", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
                    pattern.Append('[').Append(content[0] == '!' ? $"^{content[1..]}" : content[0] == '^' ? $@"\{content}" : content).Append(']');
                    i = end;
                    break;
                default: pattern.Append(Regex.Escape(glob[i].ToString())); break;
            }
        }

        return new(pattern.Append(@"\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
    }

    /// <summary>The bracket that closes a class; one directly after the opening bracket is a character of it. Zero when none does.</summary>
    static int EndOfClass(string glob, int open)
    {
        var from = open + 1;
        if (from < glob.Length && glob[from] == '!') from++;
        return glob.IndexOf(']', Math.Min(from + 1, glob.Length)) is > 0 and var end ? end : 0;
    }
}
