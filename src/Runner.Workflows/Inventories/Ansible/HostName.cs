using System.Globalization;
using System.Net;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>Hosts as Ansible's files name them, perhaps with a port: <c>web1:2222</c>, <c>[2001:db8::1]:22</c>, <c>web[01:50]:2222</c>.</summary>
static class HostName
{
    public static (string Name, string? Port) Split(string written)
    {
        if (written.StartsWith('[') && written.IndexOf(']', StringComparison.Ordinal) is > 0 and var close && IPAddress.TryParse(written.AsSpan(1, close - 1), out _))
        {
            var rest = written[(close + 1)..];
            if (rest.Length == 0) return (written[1..close], null);
            if (rest[0] == ':' && IsPort(rest[1..])) return (written[1..close], rest[1..]);
        }

        var depth = 0;
        var (colons, last) = (0, -1);
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] == '[') depth++;
            else if (written[i] == ']') depth--;
            else if (written[i] == ':' && depth == 0) (colons, last) = (colons + 1, i);
        }

        return colons == 1 && IsPort(written[(last + 1)..]) ? (written[..last], written[(last + 1)..]) : (written, null);
    }

    static bool IsPort(string text) => text.Length > 0 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
