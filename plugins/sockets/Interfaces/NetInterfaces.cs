using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Lists the network interfaces of the machine that Runner runs on.</summary>
[Action("net.interfaces", Idempotent = true)]
public sealed record NetInterfaces : IAction<InterfaceList>
{
    /// <summary>Lists this one only, such as <c>eth0</c>. That there is none of the name is an empty list.</summary>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public ValueTask<InterfaceList> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var all = NetworkInterfaces.List();
        return new(new InterfaceList(System.Net.Dns.GetHostName(), Name is null ? all : [.. all.Where(each => each.Name == Name)]));
    }
}

/// <summary>The interfaces of this machine.</summary>
/// <param name="HostName">The machine's name.</param>
/// <param name="Interfaces">The interfaces.</param>
public sealed record InterfaceList(string HostName, IReadOnlyList<NetworkInterfaceFacts> Interfaces)
{
    /// <summary>The addresses under which other machines may reach this one: of the interfaces that are up, without loopback and those of one link.</summary>
    public IReadOnlyList<string> Addresses => [.. Interfaces.Where(each => each.Up).SelectMany(each => each.Addresses).Select(each => each.Address).Where(IsReachable)];

    static bool IsReachable(string text) => IPAddress.Parse(text) is var address && !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal;
}
