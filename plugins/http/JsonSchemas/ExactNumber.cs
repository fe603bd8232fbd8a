using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>A number of JSON as it is written, of any size: 0.d₁d₂d₃... times ten to the power of <see cref="Exponent"/>.</summary>
readonly struct ExactNumber : IComparable<ExactNumber>, IEquatable<ExactNumber>
{
    /// <summary>More digits than this are not computed with: nobody means them, and 1e1000000000 would fill the memory.</summary>
    const long MostDigits = 2000;

    /// <summary>Beyond this, exponents are all the same.</summary>
    const long MostExponent = 1_000_000_000_000;

    ExactNumber(int sign, string digits, long exponent)
    {
        Sign = sign;
        Digits = digits;
        Exponent = exponent;
    }

    int Sign { get; }

    /// <summary>Without zeros at either end; empty for zero.</summary>
    string Digits { get; }

    long Exponent { get; }

    internal bool IsInteger => Sign == 0 || Digits.Length <= Exponent;

    internal static ExactNumber Of(JsonElement number)
    {
        if (number.TryGetInt64(out var small) && small != long.MinValue)
        {
            var text = Math.Abs(small).ToString(CultureInfo.InvariantCulture);
            return small == 0 ? default : new(Math.Sign(small), text.TrimEnd('0'), text.Length);
        }
        return Parse(number.GetRawText());
    }

    static ExactNumber Parse(ReadOnlySpan<char> text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        if (sign < 0) text = text[1..];
        var exponentAt = text.IndexOfAny('e', 'E');
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        long exponent = 0;
        if (exponentAt >= 0 && !long.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            exponent = text[exponentAt + 1] == '-' ? -MostExponent : MostExponent;
        exponent = Math.Clamp(exponent, -MostExponent, MostExponent);
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var digits = string.Concat(whole, point < 0 ? [] : mantissa[(point + 1)..]);
        var significant = digits.TrimStart('0');
        exponent += whole.Length - (digits.Length - significant.Length);
        significant = significant.TrimEnd('0');
        return significant.Length == 0 ? default : new(sign, significant, exponent);
    }

    public int CompareTo(ExactNumber other)
    {
        if (Sign != other.Sign) return Sign.CompareTo(other.Sign);
        if (Sign == 0) return 0;
        var order = Exponent.CompareTo(other.Exponent);
        if (order == 0) order = string.CompareOrdinal(Digits, other.Digits);
        return order * Sign;
    }

    public bool Equals(ExactNumber other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is ExactNumber other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Sign, Exponent, Digits is null ? 0 : string.GetHashCode(Digits, StringComparison.Ordinal));

    /// <summary>Whether it is a whole number of times another, which is not zero.</summary>
    internal bool IsMultipleOf(ExactNumber divisor)
    {
        if (Sign == 0) return true;
        if (Digits.Length > MostDigits || divisor.Digits.Length > MostDigits) return false;
        // Both in units of the smallest digit of either.
        long ownUnit = Exponent - Digits.Length, otherUnit = divisor.Exponent - divisor.Digits.Length;
        var unit = Math.Min(ownUnit, otherUnit);
        if (ownUnit - unit > MostDigits || otherUnit - unit > MostDigits) return ownUnit > otherUnit && IsPowerOfTenTimes(divisor);
        return (Scaled(ownUnit - unit) % divisor.Scaled(otherUnit - unit)).IsZero;
    }

    /// <summary>With so many zeros behind them, digits are a multiple of whatever has only twos and fives in it.</summary>
    static bool IsPowerOfTenTimes(ExactNumber divisor) =>
        divisor.Digits.Length < 300 && (BigInteger.Pow(10, 1000) % BigInteger.Parse(divisor.Digits, CultureInfo.InvariantCulture)).IsZero;

    BigInteger Scaled(long zeros) => BigInteger.Parse(Digits, CultureInfo.InvariantCulture) * BigInteger.Pow(10, (int)zeros);

    public static bool operator ==(ExactNumber left, ExactNumber right) => left.Equals(right);

    public static bool operator !=(ExactNumber left, ExactNumber right) => !left.Equals(right);

    public static bool operator <(ExactNumber left, ExactNumber right) => left.CompareTo(right) < 0;

    public static bool operator >(ExactNumber left, ExactNumber right) => left.CompareTo(right) > 0;

    public static bool operator <=(ExactNumber left, ExactNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ExactNumber left, ExactNumber right) => left.CompareTo(right) >= 0;
}
