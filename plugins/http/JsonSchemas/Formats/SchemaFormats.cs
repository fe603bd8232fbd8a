using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Runner.Plugins.Http;

/// <summary>The formats of JSON Schema (Validation, section 7.3) but idn-hostname, which needs tables that are not here.</summary>
static partial class SchemaFormats
{
    /// <summary>What checks a format; null for one that is not known.</summary>
    internal static Func<string, bool>? Find(string format) => format switch
    {
        "date-time" => TimeFormats.IsDateTime,
        "date" => TimeFormats.IsDate,
        "time" => TimeFormats.IsTime,
        "duration" => TimeFormats.IsDuration,
        "email" => static text => IsEmail(text, ascii: true),
        "idn-email" => static text => IsEmail(text, ascii: false),
        "hostname" => HostNames.IsHostName,
        "ipv4" => IsIPv4,
        "ipv6" => IsIPv6,
        "uri" => static text => UriFormats.IsUri(text, ascii: true),
        "uri-reference" => static text => UriFormats.IsReference(text, ascii: true),
        "iri" => static text => UriFormats.IsUri(text, ascii: false),
        "iri-reference" => static text => UriFormats.IsReference(text, ascii: false),
        "uri-template" => static text => UriTemplate().IsMatch(text),
        "uuid" => static text => Guid.TryParseExact(text, "D", out _) && text.Length == 36,
        "json-pointer" => static text => Pointer().IsMatch(text),
        "relative-json-pointer" => static text => RelativePointer().IsMatch(text),
        "regex" => SchemaPattern.IsPattern,
        _ => null,
    };

    /// <summary>Four decimal numbers without leading zeros (RFC 2673, section 3.2).</summary>
    internal static bool IsIPv4(string text) => IPv4().IsMatch(text);

    /// <summary>RFC 4291, section 2.2; a zone is no part of it.</summary>
    internal static bool IsIPv6(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.')) return false;
        }
        if (!text.Contains(':', StringComparison.Ordinal)) return false;
        // The library forgives numbers that begin with a zero in the part that is IPv4.
        if (text.Contains('.', StringComparison.Ordinal) && !IsIPv4(text[(text.LastIndexOf(':') + 1)..])) return false;
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    /// <summary>A mailbox (RFC 5321, section 4.1.2; RFC 6531 beyond ASCII).</summary>
    static bool IsEmail(string text, bool ascii)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0 || !(ascii ? LocalPart().IsMatch(text[..at]) : InternationalLocalPart().IsMatch(text[..at]))) return false;
        var domain = text[(at + 1)..];
        if (domain is ['[', .. var literal, ']'])
            return literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? IsIPv6(literal[5..]) : IsIPv4(literal);
        return ascii ? HostNames.IsHostName(domain) : domain.Length > 0 && Array.TrueForAll(domain.Split('.'), static label => label is [not '-', ..] && label[^1] != '-' && !label.Any(char.IsWhiteSpace));
    }

    [GeneratedRegex(@"^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IPv4();

    [GeneratedRegex(@"^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*|""(?:[ !#-\[\]-~]|\\[ -~])*"")\z", RegexOptions.CultureInvariant)]
    private static partial Regex LocalPart();

    [GeneratedRegex(@"^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+)*|""(?:[ !#-\[\]-~\u0080-\uffff]|\\[ -~])*"")\z", RegexOptions.CultureInvariant)]
    private static partial Regex InternationalLocalPart();

    [GeneratedRegex(@"^(?:/(?:[^/~]|~[01])*)*\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Pointer();

    [GeneratedRegex(@"^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^/~]|~[01])*)*)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex RelativePointer();

    // RFC 6570, section 2.
    [GeneratedRegex(@"^(?:[^\x00-\x20\x7f""%<>\\^`{|}]|%[0-9A-Fa-f]{2}|\{[+#./;?&=,!@|]?(?:(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(?::[1-9][0-9]{0,3}|\*)?)(?:,(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*(?::[1-9][0-9]{0,3}|\*)?)*\})*\z", RegexOptions.CultureInvariant)]
    private static partial Regex UriTemplate();
}
