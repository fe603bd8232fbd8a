using System.Globalization;
using Runner.Workflows.Values;

namespace Runner.Workflows.Yaml;

/// <summary>
/// What plain scalars mean: the core schema of YAML 1.2 (section 10.3.2). <c>on</c>, <c>yes</c> and <c>no</c> are text,
/// <c>010</c> is ten.
/// </summary>
static class CoreSchema
{
    public static Value Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => Value.Null,
        "true" or "True" or "TRUE" => Value.True,
        "false" or "False" or "FALSE" => Value.False,
        ".nan" or ".NaN" or ".NAN" => Value.From(double.NaN),
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => Value.From(double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => Value.From(double.NegativeInfinity),
        _ => TryNumber(text, out var number) ? Value.From(number) : Value.From(text),
    };

    /// <summary>What to tell someone who wrote a boolean of YAML 1.1; null when the text was none.</summary>
    public static string? BooleanHelp(string text) =>
        text.ToLowerInvariant() is "yes" or "no" or "on" or "off" or "y" or "n" ? "yes, no, on and off are plain text in YAML 1.2; write true or false" : null;

    static bool TryNumber(string text, out double number)
    {
        number = 0;
        if (text.StartsWith("0x", StringComparison.Ordinal)) return TryDigits(text.AsSpan(2), 16, out number);
        if (text.StartsWith("0o", StringComparison.Ordinal)) return TryDigits(text.AsSpan(2), 8, out number);
        return IsDecimal(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    static bool TryDigits(ReadOnlySpan<char> digits, int radix, out double number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            var value = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : int.MaxValue;
            if (value >= radix) return false;
            number = number * radix + value;
        }

        return digits.Length > 0;
    }

    // [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
    static bool IsDecimal(string text)
    {
        var i = text[0] is '-' or '+' ? 1 : 0;
        var whole = Digits(ref i);
        var fraction = 0;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            fraction = Digits(ref i);
        }

        if (whole + fraction == 0) return false;
        if (i == text.Length) return true;
        if (text[i] is not ('e' or 'E')) return false;
        i++;
        if (i < text.Length && text[i] is '-' or '+') i++;
        return Digits(ref i) > 0 && i == text.Length;

        int Digits(ref int at)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            return at - start;
        }
    }
}
