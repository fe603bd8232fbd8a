using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What inputs that several actions have may be.</summary>
static class InputRules
{
    internal static string Host(string host, string input = "host") => host.Trim() is { Length: > 0 } trimmed && !trimmed.Contains("://", StringComparison.Ordinal) && !trimmed.Contains('/', StringComparison.Ordinal)
        ? trimmed
        : throw new ActionInputException(input, $"`{input}` is \"{host}\": give a name or an address, such as example.com or 192.0.2.1.");

    internal static int Port(int port, string input = "port", bool orAny = false) => port <= 65535 && port >= (orAny ? 0 : 1)
        ? port
        : throw new ActionInputException(input, $"`{input}` is {port}: give one from 1 to 65535{(orAny ? ", or 0 for any free one" : "")}.");

    internal static int Between(int value, int least, int most, string input) => value >= least && value <= most
        ? value
        : throw new ActionInputException(input, string.Create(CultureInfo.InvariantCulture, $"`{input}` is {value}: give a number from {least} to {most}."));
}
