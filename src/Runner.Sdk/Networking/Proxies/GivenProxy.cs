using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>A proxy that the user named, and the hosts that are reached without it.</summary>
sealed class GivenProxy : IWebProxy
{
    readonly Uri address;
    readonly string[] except;

    internal GivenProxy(Uri address, ICredentials? credentials, string except)
    {
        this.address = address;
        this.except = except.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Credentials = credentials;
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : address;

    public bool IsBypassed(Uri host) => Array.Exists(except, entry => Covers(entry, host.IdnHost.Trim('[', ']')));

    static bool Covers(string entry, string host)
    {
        if (entry == "*" || entry.Equals(host, StringComparison.OrdinalIgnoreCase)) return true;
        if (IPAddress.TryParse(host, out var address))
            return IPNetwork.TryParse(entry, out var network) ? network.Contains(address) : IPAddress.TryParse(entry, out var one) && one.Equals(address);
        var suffix = entry.StartsWith("*.", StringComparison.Ordinal) ? entry[1..] : entry.StartsWith('.') ? entry : "." + entry;
        return host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) || host.Equals(suffix[1..], StringComparison.OrdinalIgnoreCase);
    }
}
