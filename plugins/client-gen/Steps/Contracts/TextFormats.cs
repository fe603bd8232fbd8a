using System.Globalization;
using System.Net;

namespace Runner.Plugins.ClientGen.Steps.Contracts;

/// <summary>The formats of texts that everybody understands alike. Of others nothing is said.</summary>
static class TextFormats
{
    /// <summary>What a text should be and is not; null where it is, or where nobody knows.</summary>
    public static string? WhyNot(string text, string format) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "a date such as 2026-01-31",
        "date-time" => IsDateTime(text) ? null : "a date and time such as 2026-01-31T12:00:00Z",
        "uuid" => Guid.TryParseExact(text, "D", out _) ? null : "a UUID",
        "ipv4" => IPAddress.TryParse(text, out var address) && address.ToString() == text && text.Contains('.', StringComparison.Ordinal) ? null : "an IPv4 address",
        "ipv6" => IPAddress.TryParse(text, out var other) && other.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? null : "an IPv6 address",
        "byte" => Convert.TryFromBase64String(text, new byte[((text.Length * 3) + 3) / 4], out _) ? null : "Base64",
        _ => null,
    };

    /// <summary>RFC 3339, with the T in any case, and the offset that it wants.</summary>
    static bool IsDateTime(string text) =>
        text.Length >= 20 && text[4] == '-' && text[10] is 'T' or 't' or ' ' && (text[^1] is 'Z' or 'z' || (text[^6] is '+' or '-' && text[^3] == ':'))
        && DateTimeOffset.TryParse(text.Replace(":60", ":59", StringComparison.Ordinal), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);
}
