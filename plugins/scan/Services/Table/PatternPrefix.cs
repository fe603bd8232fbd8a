using System.Globalization;
using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>The characters that every text must begin with which an expression fits: they spare most expressions from being made.</summary>
static class PatternPrefix
{
    const string Meta = "[](){}.*+?|^$";

    internal static string Of(string expression)
    {
        if (!expression.StartsWith('^') || HasAlternatives(expression)) return "";
        var prefix = new StringBuilder();
        for (var i = 1; i < expression.Length;)
        {
            var character = expression[i++];
            if (character == '\\')
            {
                if (i == expression.Length) break;
                character = expression[i++];
                if (character == 'x' && i + 2 <= expression.Length && byte.TryParse(expression.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
                    (character, i) = ((char)value, i + 2);
                else if (character is 'r' or 'n' or 't') character = character == 'r' ? '\r' : character == 'n' ? '\n' : '\t';
                else if (char.IsAsciiLetterOrDigit(character)) break; // a class, or something rarer
            }
            else if (Meta.Contains(character, StringComparison.Ordinal)) break;
            // A quantifier is about the last character, which then need not be there, or not once.
            if (i < expression.Length && expression[i] is '?' or '*' or '{') break;
            prefix.Append(character);
        }
        return prefix.ToString();
    }

    /// <summary>Whether there is a | outside of groups and classes.</summary>
    static bool HasAlternatives(string expression)
    {
        var depth = 0;
        var inClass = false;
        for (var i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '\\': i++; break;
                case '[' when !inClass: inClass = true; break;
                case ']': inClass = false; break;
                case '(' when !inClass: depth++; break;
                case ')' when !inClass: depth--; break;
                case '|' when !inClass && depth == 0: return true;
            }
        }
        return false;
    }
}
