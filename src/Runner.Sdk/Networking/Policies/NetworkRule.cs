using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runner.Sdk.Networking;

/// <summary>
/// One entry of a network policy: an address, a network in CIDR notation, a name, <c>*.example.com</c> for all names below one, a named set
/// of networks (<c>loopback</c>, <c>private</c>, <c>link-local</c>, <c>multicast</c>, <c>public</c>), or <c>*</c> for everything.
/// </summary>
public sealed class NetworkRule
{
    readonly NetworkRange[] ranges;
    readonly string? name;

    NetworkRule(string text, string? source, NetworkRange[] ranges, string? name) => (Text, Source, this.ranges, this.name) = (text, source, ranges, name);

    /// <summary>The names of the sets of networks.</summary>
    public static IReadOnlyList<string> Sets => NetworkSets.Names;

    /// <summary>The rule as it was written.</summary>
    public string Text { get; }

    /// <summary>Where it stands, such as <c>runner.yaml:4:12</c>; null when nobody said.</summary>
    public string? Source { get; }

    /// <summary>Whether it is about names, and not about addresses.</summary>
    public bool IsName => name is not null;

    internal NetworkRange[] Ranges => ranges;

    /// <summary>Reads a rule.</summary>
    /// <param name="text">The rule.</param>
    /// <param name="source">Where it stands, for errors.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="problem">What is wrong, as the end of a sentence about it, and what would be right.</param>
    public static bool TryParse(string text, string? source, [NotNullWhen(true)] out NetworkRule? rule, [NotNullWhen(false)] out string? problem)
    {
        (rule, problem) = (null, null);
        if (text == "*") rule = new(text, source, [NetworkRange.Of("0.0.0.0/0"), NetworkRange.Of("::/0")], "*");
        else if (NetworkSets.Find(text) is { } set) rule = new(text, source, set, null);
        else if (text.Contains("://", StringComparison.Ordinal)) problem = "is a URL: give its host";
        else if (text.Contains('/', StringComparison.Ordinal)) rule = Network(text, source, ref problem);
        else if (Address(text) is { } address) rule = new(text, source, [Range(address, null)], null);
        else if (text.Length > 0 && text.All(static c => char.IsAsciiDigit(c) || c is '.' or '-')) problem = "is no address: one of IPv4 has four numbers from 0 to 255, and many addresses are a network such as 10.0.0.0/8";
        else if (text.AsSpan().IndexOfAny(":[]%") >= 0) problem = "is no address of IPv6, and rules have no ports: give one such as 2001:db8::1, or a network such as 2001:db8::/32";
        else rule = Name(text, source, ref problem);
        return rule is not null;
    }

    /// <summary>A name as rules compare it: lower case, ASCII (RFC 5891), without the dot at its end.</summary>
    internal static string Comparable(string name)
    {
        name = name.TrimEnd('.');
        if (Ascii.IsValid(name)) return name.ToLowerInvariant();
        try
        {
            return new IdnMapping().GetAscii(name).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return name.ToLowerInvariant(); // no name that could resolve: the resolver says so
        }
    }

    internal bool Covers(in ReachedAddress address)
    {
        foreach (ref readonly var range in ranges.AsSpan())
            if (range.Contains(address)) return true;
        return false;
    }

    /// <summary>Whether it is about a name, given as <see cref="Comparable"/> has it.</summary>
    internal bool Covers(string comparable) => name switch
    {
        null => false,
        "*" => true,
        ['*', ..] => comparable.Length >= name.Length && comparable.AsSpan().EndsWith(name.AsSpan(1)),
        _ => comparable == name,
    };

    static NetworkRule? Network(string text, string? source, ref string? problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = Address(text[..slash]);
        if (address is null)
        {
            problem = "is no network: give one in CIDR notation, such as 10.0.0.0/8 or fd00::/8";
            return null;
        }
        var most = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > most)
        {
            problem = $"is no network: what follows the / is a prefix length, from 0 to {most}";
            return null;
        }
        var range = NetworkRange.Of(address, length);
        if (range.First != NetworkRange.Number(address))
        {
            problem = $"has more than zeros after its prefix: the network is {NetworkRange.Address(range.IsV6, range.First)}/{length}, the address alone {address}";
            return null;
        }
        return new(text, source, [Range(address, length)], null);
    }

    /// <summary>The addresses that are reached: a network of IPv4 that is mapped into IPv6 is one of IPv4.</summary>
    static NetworkRange Range(IPAddress address, int? length)
    {
        if (address.IsIPv4MappedToIPv6 && length is null or >= 96) (address, length) = (address.MapToIPv4(), length - 96);
        if (length is not null) return NetworkRange.Of(address, length);
        var reached = ReachedAddress.Of(address);
        return new(reached.IsV6, reached.Number, reached.Number);
    }

    static NetworkRule? Name(string text, string? source, ref string? problem)
    {
        var bare = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        var comparable = Comparable(bare);
        if (bare.Contains('*', StringComparison.Ordinal))
            problem = "has a * elsewhere than at its start: *.example.com stands for all names below example.com, and * for everything";
        else if (comparable.Length is 0 or > 253 || !comparable.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || comparable.Contains("..", StringComparison.Ordinal))
            problem = $"is none of: an address, a network (10.0.0.0/8), a name (api.example.com), names below one (*.example.com), {string.Join(", ", Sets)}, *";
        else return new(text, source, [], bare.Length == text.Length ? comparable : "*." + comparable);
        return null;
    }

    /// <summary>An address in full: short forms such as 10.1 and octal numbers mean what few people know.</summary>
    static IPAddress? Address(string text)
    {
        if (text.StartsWith('[') && text.EndsWith(']')) text = text[1..^1];
        if (!IPAddress.TryParse(text, out var address) || text.Contains('%', StringComparison.Ordinal)) return null;
        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }
}
