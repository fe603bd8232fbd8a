using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Cli.Templates;

/// <summary>Text as YAML writes it.</summary>
static partial class YamlText
{
    /// <summary>Without quotes where that means the same.</summary>
    public static string Plain(string text) => PlainText().IsMatch(text) && !OtherType().IsMatch(text) ? text : Quoted(text);

    /// <summary>In double quotes.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"^[\p{L}](?:[\p{L}\p{N}_./-]| (?=[\p{L}\p{N}]))*$(?<!\n)")]
    private static partial Regex PlainText();

    /// <summary>Words that YAML, or a reader of an older YAML, takes for something else.</summary>
    [GeneratedRegex("^(?:true|false|null|yes|no|on|off|y|n)$", RegexOptions.IgnoreCase)]
    private static partial Regex OtherType();
}
