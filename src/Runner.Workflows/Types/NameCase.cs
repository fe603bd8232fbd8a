using System.Text;

namespace Runner.Workflows.Types;

/// <summary>How a name of .NET is written in workflows: kebab case for inputs and choices, camel case for results.</summary>
public static class NameCase
{
    /// <summary><c>MaxBodySize</c> to <c>max-body-size</c>.</summary>
    public static string ToKebab(string name)
    {
        var kebab = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1]))))
                kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }

    /// <summary><c>DaysLeft</c> to <c>daysLeft</c>, <c>IPAddress</c> to <c>ipAddress</c>.</summary>
    public static string ToCamel(string name)
    {
        var camel = name.ToCharArray();
        for (var i = 0; i < camel.Length && char.IsAsciiLetterUpper(camel[i]); i++)
        {
            // The last capital of several begins the next word.
            if (i > 0 && i + 1 < camel.Length && char.IsAsciiLetterLower(camel[i + 1])) break;
            camel[i] = char.ToLowerInvariant(camel[i]);
        }

        return new(camel);
    }

    /// <summary>What <c>open-session</c> is in C#: <c>OpenSession</c>.</summary>
    public static string ToPascal(string name) => string.Concat(name.Split('-').Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
}
