using System.Globalization;
using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests.Fleets;

/// <summary>Many hosts: real servers on addresses of loopback, and an inventory with them.</summary>
sealed class SshFleet : IAsyncDisposable
{
    // sshd listens on sixteen addresses at most.
    const int PerServer = 15;

    readonly List<SshdPeer> servers = [];
    readonly List<Host> hosts = [];

    public sealed record Host(string Name, string Address, int Port, string Settings = "");

    public IReadOnlyList<Host> Hosts => hosts;

    /// <summary>Starts servers, and writes inventory.yaml with the hosts in the group <c>web</c>.</summary>
    /// <param name="here">Where the inventory goes.</param>
    /// <param name="names">The hosts' names.</param>
    public static Task<SshFleet> StartAsync(Workplace here, params string[] names) => ConfiguredAsync(here, "", names);

    /// <summary>As above, with further lines of the servers' configuration.</summary>
    public static async Task<SshFleet> ConfiguredAsync(Workplace here, string configuration, params string[] names)
    {
        var fleet = new SshFleet();
        try
        {
            foreach (var part in names.Chunk(PerServer)) await fleet.StartServerAsync(configuration, part);
            here.With("XDG_STATE_HOME", here["state"]);
            fleet.WriteInventory(here);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Names such as web01, web02.</summary>
    public static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(number => "web" + number.ToString("00", CultureInfo.InvariantCulture))];

    public SshFleet Add(Host host)
    {
        hosts.Add(host);
        return this;
    }

    public void WriteInventory(Workplace here, string more = "")
    {
        here.Write("known_hosts", string.Concat(hosts.Select(host => servers.Find(server => server.Port == host.Port) is { } server ? $"[{host.Address}]:{host.Port} {File.ReadAllText(server.HostKey + ".pub")}" : "")));
        here.Write("inventory.yaml", $$"""
            hosts:
            {{string.Join('\n', hosts.Select(host => $"  {host.Name}: {{ address: {host.Address}, port: {host.Port}{host.Settings} }}"))}}
            groups:
              web: { hosts: [{{string.Join(", ", hosts.Select(host => host.Name))}}], identity-file: "{{servers[0].ClientKey}}", known-hosts: known_hosts, agent: none, config: none }
            {{more}}
            """);
    }

    /// <summary>What sshd said, for a test that fails.</summary>
    public string Log => string.Concat(servers.Select(server => server.Log));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers) await server.DisposeAsync();
    }

    async Task StartServerAsync(string configuration, string[] names)
    {
        var first = hosts.Count + 2;
        var addresses = names.Select((_, index) => $"127.0.0.{first + index}").ToList();
        // Its address is the first; the others are in lines of their own.
        var server = await SshdPeer.StartAsync($"{configuration}\nMaxStartups 200\nMaxSessions 50\nAcceptEnv none\n{string.Join('\n', addresses.Skip(1).Select(address => $"ListenAddress {address}"))}", addresses[0]);
        servers.Add(server);
        if (servers.Count > 1) File.Copy(servers[0].ClientKey + ".pub", server.Folder.At("authorized_keys"), overwrite: true);
        hosts.AddRange(names.Zip(addresses, (name, address) => new Host(name, address, server.Port)));
    }
}
