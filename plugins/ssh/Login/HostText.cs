using System.Globalization;
using System.Net;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Login;

/// <summary>A host as people write it: <c>web1</c>, <c>deploy@web1:2222</c>, <c>[::1]:22</c>, <c>::1</c>.</summary>
/// <param name="User">The user before the <c>@</c>; null when there is none.</param>
/// <param name="Host">The name, the address, or an alias of the user's configuration.</param>
/// <param name="Port">The port after the colon; null when there is none.</param>
readonly record struct HostText(string? User, string Host, int? Port)
{
    /// <exception cref="ActionInputException">It is none.</exception>
    public static HostText Parse(string text, string input)
    {
        if (text.StartsWith("ssh://", StringComparison.OrdinalIgnoreCase)) throw Wrong("is a URL", $"leave `ssh://` out");
        if (text.AsSpan().Trim().IsEmpty) throw Wrong("is empty", "give a name, an address, or a host of the inventory");
        var at = text.LastIndexOf('@');
        var user = at < 0 ? null : text[..at];
        var rest = text[(at + 1)..];
        int? port = null;
        if (rest.StartsWith('['))
        {
            var close = rest.IndexOf(']', StringComparison.Ordinal);
            if (close < 0) throw Wrong("has a bracket that is not closed", "write [address]:port");
            if (close + 1 < rest.Length) port = rest[close + 1] == ':' ? PortOf(rest[(close + 2)..]) : throw Wrong("goes on after the bracket", "write [address]:port");
            rest = rest[1..close];
        }
        else if (rest.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && !IPAddress.TryParse(rest, out _))
        {
            port = PortOf(rest[(colon + 1)..]);
            rest = rest[..colon];
        }

        if (user is { Length: 0 } || rest.Length == 0) throw Wrong("has an empty part", "write user@host:port, where all but the host may be left out");
        if (user is not null) SshNames.User(user, input);
        // What listens everywhere is no host, and is written like one.
        if (rest != "*") SshNames.Host(rest, input);
        return new(user, rest, port);

        int PortOf(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535
            ? number
            : throw Wrong($"has {Words.Quote(digits)} in place of a port", "a port is a number from 1 to 65535");

        ActionInputException Wrong(string what, string right) => new(input, $"`{input}` {Words.Quote(text)} {what}: {right}.");
    }
}
