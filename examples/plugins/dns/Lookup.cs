using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

[assembly: Plugin("names", ApiVersion = 1, Summary = "DNS lookups")]

namespace Example.DnsPlugin;

/// <summary>Looks up the addresses of a name.</summary>
[Action("names.lookup", Idempotent = true, DefaultExpect = "length(result.addresses) > 0")]
public sealed record Lookup : IAction<Answer>
{
    [Description("Name to look up, such as example.com")]
    public required string Name { get; init; }

    [Description("Which addresses to ask for")]
    public Family Family { get; init; } = Family.Any;

    public async ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var family = Family switch { Family.Ipv4 => AddressFamily.InterNetwork, Family.Ipv6 => AddressFamily.InterNetworkV6, _ => AddressFamily.Unspecified };
        var start = Stopwatch.GetTimestamp();
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(Name, family, cancel);
            return new Answer(addresses, Stopwatch.GetElapsedTime(start));
        }
        catch (SocketException e)
        {
            throw new DnsResolutionException(Name, $"{Name} did not resolve: {e.Message}", e);
        }
    }
}

public enum Family { Any, Ipv4, Ipv6 }

/// <param name="Addresses">The addresses, in the order of the answer</param>
/// <param name="Elapsed">How long the lookup took</param>
public sealed record Answer(IReadOnlyList<IPAddress> Addresses, TimeSpan Elapsed);
