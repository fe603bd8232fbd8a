namespace Runner.Plugins.Tests.Peers;

/// <summary>
/// dnsmasq with a few names: on 127.0.0.1 it answers as a resolver does, on 127.0.0.2 for its zone <c>zone.test</c>. It knows
/// nothing else, and refuses.
/// </summary>
sealed class DnsmasqPeer : IAsyncDisposable
{
    readonly PeerFolder folder;
    readonly PeerProcess process;

    DnsmasqPeer(PeerFolder folder, PeerProcess process, int port)
    {
        this.folder = folder;
        this.process = process;
        Server = $"127.0.0.1:{port}";
        ZoneServer = $"127.0.0.2:{port}";
    }

    public string Server { get; }

    public string ZoneServer { get; }

    /// <summary>What it logs of queries.</summary>
    public string Output => process.Output;

    public static async Task<DnsmasqPeer> StartAsync()
    {
        var port = PeerProcess.FreePort();
        var folder = new PeerFolder();
        var long250 = new string('x', 250);
        var configuration = folder.Write("dnsmasq.conf", $"""
            port={port}
            listen-address=127.0.0.1,127.0.0.2
            bind-interfaces
            no-resolv
            no-hosts
            no-daemon
            log-queries
            user=
            pid-file={folder.At("pid")}
            local=/test/
            host-record=www.lookup.test,192.0.2.10,2001:db8::10,300
            host-record=four.lookup.test,192.0.2.44
            cname=alias.lookup.test,www.lookup.test
            mx-host=lookup.test,mail.lookup.test,10
            mx-host=lookup.test,mail2.lookup.test,20
            txt-record=lookup.test,"v=spf1 -all","second text"
            srv-host=_sip._tcp.lookup.test,sip.lookup.test,5060,10,60
            caa-record=lookup.test,0,issue,ca.example.net
            dns-rr=svcb.lookup.test,64,000100
            {string.Join('\n', Enumerable.Range(0, 10).Select(i => $"txt-record=big.lookup.test,{i}{long250}"))}
            auth-server=ns1.zone.test,127.0.0.2
            auth-zone=zone.test
            auth-soa=2024010101,hostmaster.zone.test,1200,180,1209600
            auth-ttl=600
            host-record=www.zone.test,198.51.100.7
            """);
        return new(folder, await PeerProcess.StartAsync("dnsmasq", ["-C", configuration], port), port);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }
}
