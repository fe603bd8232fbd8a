using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>What plain scalars mean to Ansible, which reads YAML 1.1: <c>yes</c> is true, <c>0644</c> is 420, <c>1e3</c> is text.</summary>
static partial class AnsibleScalar
{
    public static object? Of(YamlScalar scalar) => scalar.IsPlain ? Resolve(scalar.Text) : scalar.Text;

    static object? Resolve(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL": return null;
            case "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON": return true;
            case "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF": return false;
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF": return double.PositiveInfinity;
            case "-.inf" or "-.Inf" or "-.INF": return double.NegativeInfinity;
            case ".nan" or ".NaN" or ".NAN": return double.NaN;
        }

        if (text[0] is not ('-' or '+' or '.' or (>= '0' and <= '9'))) return text;
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        if (WholeNumber().IsMatch(text)) return PlainValue.Of(Whole(digits));
        if (Fraction().IsMatch(text)) return double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        return text;
    }

    static double Whole(string digits)
    {
        var sign = digits[0] == '-' ? -1 : 1;
        digits = digits.TrimStart('-', '+');
        // Minutes and seconds: 1:30 is 90.
        if (digits.Contains(':', StringComparison.Ordinal)) return sign * digits.Split(':').Aggregate(0.0, static (sum, part) => sum * 60 + double.Parse(part, CultureInfo.InvariantCulture));
        var radix = digits switch { ['0', 'x', ..] => 16, ['0', 'b', ..] => 2, ['0', _, ..] => 8, _ => 10 };
        if (radix == 10) return sign * double.Parse(digits, CultureInfo.InvariantCulture);
        return sign * digits.Skip(radix == 8 ? 1 : 2).Aggregate(0.0, (sum, digit) => sum * radix + Convert.ToInt32(digit.ToString(), 16));
    }

    [GeneratedRegex(@"\A[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\A(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();
}
