using System.Net;
using System.Text.Json;
using Runner.ScanLab.Links;
using Runner.ScanLab.Listeners;
using Runner.ScanLab.Namespaces;

namespace Runner.ScanLab.Commands;

/// <summary>What the lab can be told while it stands, a line each.</summary>
sealed class LabCommands(NetworkNamespace scanner, NetworkNamespace target, Link link)
{
    readonly HashSet<NetworkNamespace> filtered = [];

    /// <summary>Does what a line says.</summary>
    /// <returns>What there is to say about it; empty for nothing.</returns>
    public string Do(string line)
    {
        var place = target;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["in", var where, ..])
        {
            place = where switch { "scanner" => scanner, "target" => target, _ => throw new LabException($"'{where}' is neither scanner nor target") };
            words = words[2..];
        }
        switch (words)
        {
            case ["tcp", var ports, .. var rest]:
                var (address, how) = AddressOf(rest);
                TcpListeners.Open(place, PortList.Parse(ports), address?[0], how is ["greeting", .. var greeting] ? string.Join(' ', greeting) : null);
                return "";
            case ["udp", var ports, .. var rest]:
                var (addresses, answer) = AddressOf(rest);
                UdpResponders.Open(place, PortList.Parse(ports), addresses ?? Own(place), AnswerOf(answer), string.Join(' ', answer.Skip(1)));
                return "";
            case ["filter", .. var rule]:
                Filter(place, string.Join(' ', rule));
                return "";
            case ["addresses", var ranges]:
                place.Run("ip", ["-batch", "-"], string.Concat(Addresses.Parse(ranges).Select(one =>
                    $"addr add {one}/{(one.GetAddressBytes().Length == 4 ? "32" : "128")} dev {Link.Device} {(one.GetAddressBytes().Length == 4 ? "" : "nodad")}\n")));
                return "";
            case ["ip", .. var arguments]:
                return place.Run("ip", arguments).ReplaceLineEndings(" ").Trim();
            case ["sysctl", .. var setting] when string.Join(' ', setting).Split('=') is [var key, var value]:
                SetSystemControl(place, key, value);
                return "";
            case ["link", .. var settings]:
                link.Settings = LabOptions.ParseLink(settings, link.Settings);
                return "";
            case ["counts"]:
                return JsonSerializer.Serialize(link.Counts, JsonSerializerOptions.Web);
            case ["reset"]:
                link.Reset();
                return "";
            default:
                throw new LabException($"'{line}' is no command: [in scanner|target] tcp|udp|filter|addresses|ip|sysctl, link, counts, reset");
        }
    }

    static (IReadOnlyList<IPAddress>? Addresses, string[] How) AddressOf(string[] words) => words switch
    {
        ["on", var text, .. var rest] => (Addresses.Parse(text), rest),
        _ => (null, words),
    };

    static UdpAnswer AnswerOf(string[] words) => words switch
    {
        [] or ["echo"] => UdpAnswer.Echo,
        ["silence"] => UdpAnswer.Silence,
        ["text", ..] => UdpAnswer.Text,
        _ => throw new LabException($"'{string.Join(' ', words)}' is neither echo, silence nor text"),
    };

    IPAddress[] Own(NetworkNamespace place)
    {
        var number = place == scanner ? 1 : 2;
        return [IPAddress.Parse(Addresses.Of4(number)), IPAddress.Parse(Addresses.Of6(number)), IPAddress.Loopback];
    }

    /// <summary>A rule of nftables for what arrives, such as <c>tcp dport 1-100 drop</c>.</summary>
    void Filter(NetworkNamespace place, string rule)
    {
        var first = filtered.Add(place);
        place.Run("nft", ["-f", "-"], $$"""
            {{(first ? "add table inet lab\nadd chain inet lab input { type filter hook input priority 0; policy accept; }" : "")}}
            add rule inet lab input {{rule}}

            """);
    }

    /// <summary>The kernel shows a thread the settings of its own namespace.</summary>
    static void SetSystemControl(NetworkNamespace place, string key, string value) => place.Run(() =>
    {
        try
        {
            File.WriteAllText($"/proc/sys/{key.Replace('.', '/')}", value);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"sysctl {key}={value}: {refused.Message}");
        }
    });
}
