using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Scan.Targets;

/// <summary>
/// IPv6 as targets write it: <c>2001:db8::1</c>, <c>[::1]</c>, <c>fe80::1%eth0</c> (RFC 4007), <c>2001:db8::/120</c>, <c>2001:db8::1-2001:db8::ff</c>.
/// </summary>
static class Ipv6Text
{
    const string Example = "write 2001:db8::1, [2001:db8::1], fe80::1%eth0, 2001:db8::/120 or 2001:db8::1-2001:db8::ff";

    /// <summary>The largest network or range: as many addresses as IPv4 has.</summary>
    const int ShortestPrefix = 96;

    /// <summary>fe80::/10.</summary>
    static readonly UInt128 LinkLocal = (UInt128)0xFE80 << 112;

    /// <summary>Whether a text can only be meant as an address of IPv6.</summary>
    public static bool IsMeantBy(string text) => text.AsSpan().IndexOfAny(":[]%") >= 0;

    /// <summary>Reads a target of IPv6.</summary>
    /// <param name="written">The target.</param>
    /// <param name="into">Where it goes to.</param>
    /// <param name="isScanned">Whether its addresses are to be scanned, so that there cannot be too many of them.</param>
    /// <exception cref="Sdk.ActionInputException">It is none, or too many.</exception>
    public static void Read(TargetText written, CollectedTargets into, bool isScanned)
    {
        var text = written.Text;
        RefusePort(written);
        var slash = text.LastIndexOf('/');
        var range = slash > 0 ? Network(text[..slash], text[(slash + 1)..], written)
            : Ends(text) is var (first, last) ? Range(first, last, written)
            : AddressRange.Of(Address(text, written));
        // Without its interface (RFC 4007) a link-local address is reached by none; left out it is of all.
        if (isScanned && range is { IsV6: true, ScopeId: 0 } && range.First >> 118 == LinkLocal >> 118)
            throw written.Wrong("a link-local address is one of an interface: write it behind a %, as in fe80::1%eth0");
        if (isScanned && range.IsV6 && range.Last - range.First >= (UInt128)1 << (128 - ShortestPrefix))
        {
            throw written.Wrong(
                $"it has {Number(range.Last - range.First)} addresses, which no scan comes to the end of: at most a /{ShortestPrefix} can be scanned. Name the hosts, or list them in a file and write @FILE");
        }
        into.Add(range, written);
    }

    static string Number(UInt128 lastButFirst) => lastButFirst == UInt128.MaxValue ? "2^128" : (lastButFirst + 1).ToString("#,0", CultureInfo.InvariantCulture);

    static AddressRange Network(string address, string length, TargetText written)
    {
        var start = Address(address, written);
        var most = start.IsV6 ? 128 : 32;
        if (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > 128)
            throw written.Wrong($"`/{length}` is no prefix length of IPv6, which is 0 to 128: {address}/120 has 256 addresses, {address}/128 one");
        if (!start.IsV6)
        {
            // An IPv4 address mapped into IPv6 has its prefix counted from the start of the IPv6 one.
            if (bits < 96) throw written.Wrong("it has addresses of IPv4 mapped into IPv6 and others: write them as two targets");
            bits -= 96;
        }
        var below = most - bits;
        var mask = below == 128 ? UInt128.MaxValue : ((UInt128)1 << below) - 1;
        return new(start.IsV6, start.ScopeId, start.Value & ~mask, start.Value | mask);
    }

    static AddressRange Range(ScanAddress first, ScanAddress last, TargetText written)
    {
        if (first.IsV6 != last.IsV6) throw written.Wrong("it starts in one family and ends in the other: write a range for each");
        if (last.ScopeId == 0) last = last with { ScopeId = first.ScopeId };
        if (first.ScopeId != last.ScopeId) throw written.Wrong("it starts at one interface and ends at another: write a range for each");
        if (last.Value < first.Value) throw written.Wrong($"it ends before it starts: write {last}-{first}");
        return new(first.IsV6, first.ScopeId, first.Value, last.Value);
    }

    /// <summary>The ends of a range; null when it is none. The name of an interface may have dashes too.</summary>
    static (ScanAddress First, ScanAddress Last)? Ends(string text)
    {
        for (var dash = text.IndexOf('-', StringComparison.Ordinal); dash > 0; dash = text.IndexOf('-', dash + 1))
        {
            if (TryAddress(text[..dash], out var first) && TryAddress(text[(dash + 1)..], out var last)) return (first, last);
        }
        return null;
    }

    static ScanAddress Address(string text, TargetText written)
    {
        if (TryAddress(text, out var address)) return address;
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        if (zone > 0 && TryAddress(text[..zone].Trim('[', ']'), out _))
        {
            var name = text[(zone + 1)..].TrimEnd(']');
            throw written.Wrong(name.Length == 0 ? "the name of an interface is missing after the %: write fe80::1%eth0" : $"this machine has no interface {Sdk.Words.Quote(name)}");
        }
        throw written.Wrong($"{(text == written.Text ? "it" : text)} is no address of IPv6: {Example}");
    }

    static bool TryAddress(string text, out ScanAddress address)
    {
        address = default;
        if (text.StartsWith('[') != text.EndsWith(']')) return false;
        if (text.StartsWith('[')) text = text[1..^1];
        if (text.AsSpan().IndexOfAny("[]/") >= 0 || !text.Contains(':', StringComparison.Ordinal)) return false;
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6) return false;
        address = ScanAddress.Of(parsed);
        var zone = text.IndexOf('%', StringComparison.Ordinal);
        return zone < 0 || parsed.ScopeId != 0;
    }

    static void RefusePort(TargetText written)
    {
        var text = written.Text;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || colon == text.Length - 1 || text.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') >= 0) return;
        if (text[colon - 1] == ']' || text.IndexOf(':', StringComparison.Ordinal) == colon)
            throw written.Wrong($"it has a port, and which ports are scanned is said apart: write {text[..colon]} here, and {text[(colon + 1)..]} in `ports`");
    }
}
