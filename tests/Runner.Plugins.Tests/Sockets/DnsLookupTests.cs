using Runner.Plugins.Sockets;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>What dnsmasq answers, as a result.</summary>
public sealed class DnsLookupTests : IAsyncLifetime
{
    readonly TestActionContext context = new();
    DnsmasqPeer dns = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => dns = await DnsmasqPeer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await dns.DisposeAsync();
    }

    Task<DnsAnswer> Ask(string name, params DnsRecordType[] types) =>
        new DnsLookup { Name = name, Type = types, Server = [dns.Server], Timeout = TimeSpan.FromSeconds(20) }.RunAsync(context, Cancel).AsTask();

    [Fact]
    public async Task Name_without_a_type_has_its_addresses_of_both_families()
    {
        var answer = await Ask("www.lookup.test");

        answer.Rcode.ShouldBe("NOERROR");
        answer.Addresses.ShouldBe(["192.0.2.10", "2001:db8::10"], ignoreOrder: true);
        answer.Values.ShouldBe(answer.Addresses);
        answer.Records.ShouldAllBe(record => record.Ttl == 300 && record.Name == "www.lookup.test");
        answer.Records.Select(record => record.Type).ShouldBe(["A", "AAAA"]);
        answer.Server.ShouldBe(dns.Server);
        answer.Transport.ShouldBe("udp");
        answer.Truncated.ShouldBeFalse();
        answer.RecursionAvailable.ShouldBeTrue();
        answer.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Alias_is_followed_and_its_target_reads_as_it_is_written()
    {
        var answer = await Ask("Alias.Lookup.test", DnsRecordType.A);

        answer.Records.Select(record => (record.Name, record.Type, record.Value)).ShouldBe(
            [("Alias.Lookup.test", "CNAME", "www.lookup.test"), ("www.lookup.test", "A", "192.0.2.10")]);
        answer.Values.ShouldBe(["192.0.2.10"]);
        (await Ask("alias.lookup.test", DnsRecordType.CNAME)).Records.ShouldHaveSingleItem().Target.ShouldBe("www.lookup.test");
    }

    [Fact]
    public async Task Mail_servers_have_their_preference()
    {
        var answer = await Ask("lookup.test", DnsRecordType.MX);

        answer.Values.ShouldBe(["10 mail.lookup.test", "20 mail2.lookup.test"], ignoreOrder: true);
        answer.Records.Single(record => record.Priority == 10).Target.ShouldBe("mail.lookup.test");
    }

    [Fact]
    public async Task Texts_are_joined_and_listed()
    {
        var record = (await Ask("lookup.test", DnsRecordType.TXT)).Records.ShouldHaveSingleItem();

        record.Texts.ShouldBe(["v=spf1 -all", "second text"]);
        record.Value.ShouldBe("v=spf1 -allsecond text");
    }

    [Fact]
    public async Task Service_has_its_host_port_priority_and_weight()
    {
        var record = (await Ask("_sip._tcp.lookup.test", DnsRecordType.SRV)).Records.ShouldHaveSingleItem();

        (record.Target, record.Port, record.Priority, record.Weight).ShouldBe(("sip.lookup.test", 5060, 10, 60));
        record.Value.ShouldBe("10 60 5060 sip.lookup.test");
    }

    [Fact]
    public async Task Certificate_authorities_have_flags_tag_and_value()
    {
        var record = (await Ask("lookup.test", DnsRecordType.CAA)).Records.ShouldHaveSingleItem();

        record.Caa.ShouldBe(new DnsCaa(0, "issue", "ca.example.net"));
        record.Value.ShouldBe("0 issue \"ca.example.net\"");
    }

    [Theory]
    [InlineData("192.0.2.10", "10.2.0.192.in-addr.arpa", "www.lookup.test")]
    [InlineData("2001:db8::10", "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa", "www.lookup.test")]
    public async Task Address_is_looked_up_for_its_name(string address, string name, string target)
    {
        foreach (var types in new DnsRecordType[][] { [], [DnsRecordType.PTR] })
        {
            var answer = await Ask(address, types);

            answer.Name.ShouldBe(name);
            answer.Records.ShouldHaveSingleItem().Target.ShouldBe(target);
        }
    }

    [Fact]
    public async Task Zone_has_a_start_and_servers_and_its_server_speaks_for_it()
    {
        var answer = await new DnsResolver(new() { Servers = [dns.ZoneServer] }).LookupAsync("zone.test", [DnsRecordType.SOA, DnsRecordType.NS], Cancel);

        answer.Authoritative.ShouldBeTrue();
        answer.Records.Single(record => record.Type == "SOA").Soa.ShouldBe(new DnsSoa("ns1.zone.test", "hostmaster.zone.test", 2024010101, 1200, 180, 1209600, 600));
        answer.Records.Single(record => record.Type == "NS").Target.ShouldBe("ns1.zone.test");
        answer.Records.ShouldAllBe(record => record.Ttl == 600);
    }

    [Fact]
    public async Task Several_types_are_asked_for_at_once()
    {
        var answer = await Ask("lookup.test", DnsRecordType.MX, DnsRecordType.TXT, DnsRecordType.CAA, DnsRecordType.MX);

        answer.Values.Count.ShouldBe(4);
        answer.Records.Select(record => record.Type).Distinct().ShouldBe(["MX", "TXT", "CAA"]);
    }

    [Fact]
    public async Task Name_that_does_not_exist_is_a_result_that_a_step_fails_on()
    {
        var answer = await Ask("nothing.lookup.test");

        answer.Rcode.ShouldBe("NXDOMAIN");
        answer.Values.ShouldBeEmpty();
        ((IRetryAdvice)answer).RetryKind.ShouldBe(ErrorKind.Dns);
        var error = Should.Throw<DnsResolutionException>(answer.EnsureFound);
        error.Message.ShouldBe($"The name nothing.lookup.test could not be resolved: {dns.Server} answered NXDOMAIN, there is no such name.");
        error.IsTransient.ShouldBeFalse();
        typeof(DnsLookup).GetCustomAttributes(false).OfType<ActionAttribute>().Single().DefaultExpect.ShouldBe("result.rcode == 'NOERROR' && length(result.values) > 0");
    }

    [Fact]
    public async Task Name_without_records_of_the_type_exists_and_has_no_values()
    {
        var answer = await Ask("four.lookup.test", DnsRecordType.AAAA);

        answer.Rcode.ShouldBe("NOERROR");
        answer.Values.ShouldBeEmpty();
        Should.Throw<DnsResolutionException>(answer.EnsureFound).Message.ShouldBe("The name four.lookup.test has no record of that type.");
    }

    [Fact]
    public async Task Server_that_refuses_says_so()
    {
        var answer = await Ask("example.com", DnsRecordType.A);

        answer.Rcode.ShouldBe("REFUSED");
        Should.Throw<DnsResolutionException>(answer.EnsureFound).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Answer_that_does_not_fit_comes_by_tcp()
    {
        var answer = await Ask("big.lookup.test", DnsRecordType.TXT);

        answer.Transport.ShouldBe("tcp");
        answer.Truncated.ShouldBeFalse();
        answer.Values.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Udp_alone_takes_what_fits_and_tells_that_more_is_missing()
    {
        var answer = await new DnsLookup { Name = "big.lookup.test", Type = [DnsRecordType.TXT], Server = [dns.Server], Transport = DnsTransport.Udp }.RunAsync(context, Cancel);

        answer.Truncated.ShouldBeTrue();
        answer.Transport.ShouldBe("udp");
        answer.Values.Count.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task Tcp_alone_asks_by_tcp()
    {
        var answer = await new DnsLookup { Name = "www.lookup.test", Server = [dns.Server], Transport = DnsTransport.Tcp }.RunAsync(context, Cancel);

        answer.Transport.ShouldBe("tcp");
        answer.Addresses.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Name_in_other_letters_and_with_a_dot_at_its_end_is_asked_for()
    {
        (await Ask("WWW.lookup.TEST.", DnsRecordType.A)).Values.ShouldBe(["192.0.2.10"]);
        (await Ask("bücher.lookup.test", DnsRecordType.A)).Rcode.ShouldBe("NXDOMAIN");
        // What a program writes arrives a little later.
        await Eventually.HoldsAsync(() => dns.Output.Contains("bcher", StringComparison.OrdinalIgnoreCase), Cancel);
        dns.Output.ShouldContain("xn--bcher-kva.lookup.test", Case.Insensitive);
    }

    [Fact]
    public async Task Next_server_is_asked_when_one_has_nobody_listening_or_does_not_know()
    {
        var closed = $"127.0.0.1:{PeerProcess.FreePort()}";
        var answer = await new DnsLookup { Name = "www.lookup.test", Type = [DnsRecordType.A], Server = [closed, dns.Server] }.RunAsync(context, Cancel);
        answer.Server.ShouldBe(dns.Server);

        await using var failing = RawUdpPeer.Start(question =>
        {
            (question[2], question[3]) = (0x80, 2); // SERVFAIL
            return [question];
        });
        answer = await new DnsLookup { Name = "www.lookup.test", Type = [DnsRecordType.A], Server = [failing.Server, dns.Server] }.RunAsync(context, Cancel);
        (answer.Server, answer.Rcode).ShouldBe((dns.Server, "NOERROR"));
    }

    [Fact]
    public async Task Record_of_a_type_that_runner_does_not_know_is_shown_in_the_general_form()
    {
        var question = new DnsQuestion(DnsName.Encode("svcb.lookup.test"), (DnsRecordType)64, recurse: true);
        var (response, _) = await new DnsExchange(System.Net.IPEndPoint.Parse(dns.Server), TimeSpan.FromSeconds(20), TimeProvider.System).AskAsync(question, DnsTransport.Auto, Cancel);

        var record = response.Records.ShouldHaveSingleItem();
        (record.Type, record.Value).ShouldBe(("TYPE64", "\\# 3 000100"));
    }
}
