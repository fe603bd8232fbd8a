using System.Globalization;

namespace Runner.Workflows.Expressions;

/// <summary>Numbers as they are written: decimal, with an exponent, <c>0xff</c>, <c>0o17</c>, <c>Infinity</c>.</summary>
static class NumberText
{
    /// <summary>The number; 0 for nothing but white space, NaN for what is no number.</summary>
    public static double Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty) return 0;
        if (text.Length > 2 && text[0] == '0' && text[1] is ('x' or 'o')) return ParseDigits(text[2..], text[1] == 'x' ? 16 : 8);
        if (IsDecimal(text)) return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return text switch
        {
            "Infinity" or "+Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.NaN,
        };
    }

    static double ParseDigits(ReadOnlySpan<char> digits, int radix)
    {
        var number = 0.0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) : radix;
            if (digit >= radix) return double.NaN;
            number = number * radix + digit;
        }

        return number;
    }

    /// <summary>
    /// Sign, digits, point, digits, exponent, with a digit on either side of the point. The framework's parser accepts more
    /// than that: other signs, other spellings of infinity, trailing zero characters.
    /// </summary>
    static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var i = text[0] is '+' or '-' ? 1 : 0;
        var whole = CountDigits(text, ref i);
        var fraction = 0;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            fraction = CountDigits(text, ref i);
        }

        if (whole + fraction == 0) return false;
        if (i == text.Length) return true;
        if (text[i] is not ('e' or 'E')) return false;
        i++;
        if (i < text.Length && text[i] is ('+' or '-')) i++;
        return CountDigits(text, ref i) > 0 && i == text.Length;
    }

    static int CountDigits(ReadOnlySpan<char> text, ref int i)
    {
        var start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i - start;
    }
}
