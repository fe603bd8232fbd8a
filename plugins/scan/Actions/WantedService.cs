using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>A service that must be up, read.</summary>
sealed record WantedService(string Host, int Port, TransportProtocol Protocol, string Name, string? Service)
{
    internal static WantedService Of(ServiceToHave given, int index, ActionContext context)
    {
        var (host, port) = (given.Host, given.Port);
        if (port is null && Split(host) is var (name, number)) (host, port) = (name, number);
        if (host.Length == 0) throw new ActionInputException("services", $"`services[{index}].host` is empty: give a name or an address.");
        if (port is null) throw new ActionInputException("services", $"`services[{index}]` has no port: give `port`, or write it behind the host as in {(host.Contains(':', StringComparison.Ordinal) ? $"[{host.Trim('[', ']')}]" : host)}:5432.");
        if (port is < 1 or > 65535) throw new ActionInputException("services", $"`services[{index}].port` is {port}: ports are 1 to 65535.");
        host = host.Trim('[', ']');
        var target = Words.Server(host, port.Value) + (given.Protocol == TransportProtocol.Udp ? "/udp" : "");
        return new(context.FindHost(host)?.Address ?? host, port.Value, given.Protocol, given.Name ?? target, given.Service) { Target = target };
    }

    string Target { get; init; } = "";

    internal string? ProblemWith(ScannedService found) =>
        Service is null || string.Equals(found.Name, Service, StringComparison.OrdinalIgnoreCase) || (found.Tls is not null && string.Equals($"{found.Name}s", Service, StringComparison.OrdinalIgnoreCase)) ? null
        : found is { IsProbed: true, Name: { } other } ? $"is {other}, not {Service}" : $"is open, but what answers is not known to be {Service}";

    internal AvailableService Result(PortState? state, StateReason? reason, TimeSpan elapsed, ScannedService? service, string? problem) =>
        new(Name, Target) { State = state, Reason = reason, Elapsed = elapsed, Service = service, Problem = problem };

    static (string, int)? Split(string text)
    {
        var colon = text.LastIndexOf(':');
        // More colons without brackets are an IPv6 address.
        if (colon <= 0 || (text[0] == '[' ? text[colon - 1] != ']' : text.IndexOf(':', StringComparison.Ordinal) != colon)) return null;
        return int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? (text[..colon], port) : null;
    }
}
