using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What inputs that several actions have may be.</summary>
static class InputRules
{
    internal static string Host(string host, string input = "host") => host.Trim() is { Length: > 0 } trimmed && !trimmed.Contains("://", StringComparison.Ordinal) && !trimmed.Contains('/', StringComparison.Ordinal) && AreBracketsRight(trimmed)
        ? trimmed
        : throw new ActionInputException(input, $"`{input}` is \"{host}\": give a name or an address, such as example.com, 192.0.2.1 or [2001:db8::1].");

    /// <summary>A host without a port, and without brackets.</summary>
    /// <param name="host">What was given.</param>
    /// <param name="input">Its input.</param>
    /// <param name="instead">Where a port belongs, or that there is none, as the end of a sentence.</param>
    internal static string HostOnly(string host, string input, string instead) =>
        HostAndPort.TrySplit(Host(host, input), out var name, out var port) && port is null
            ? name
            : throw new ActionInputException(input, $"`{input}` is \"{host}\", with a port: {instead}.");

    /// <summary>Brackets stand around an address of IPv6, and nowhere else.</summary>
    static bool AreBracketsRight(string host)
    {
        if (host.AsSpan().IndexOfAny('[', ']') < 0) return true;
        var close = host.IndexOf(']', StringComparison.Ordinal);
        return host[0] == '[' && close > 0 && host.AsSpan(close + 1).IndexOfAny('[', ']') < 0 && (close == host.Length - 1 || host[close + 1] == ':')
            && IPAddress.TryParse(host.AsSpan(1, close - 1), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
    }

    internal static int Port(int port, string input = "port", bool orAny = false) => port <= 65535 && port >= (orAny ? 0 : 1)
        ? port
        : throw new ActionInputException(input, $"`{input}` is {port}: give one from 1 to 65535{(orAny ? ", or 0 for any free one" : "")}.");

    internal static int Between(int value, int least, int most, string input) => value >= least && value <= most
        ? value
        : throw new ActionInputException(input, string.Create(CultureInfo.InvariantCulture, $"`{input}` is {value}: give a number from {least} to {most}."));
}
