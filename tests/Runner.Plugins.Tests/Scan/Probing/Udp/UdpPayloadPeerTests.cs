using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing.Udp;
using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Scan.Probing.Udp;

/// <summary>Servers that nobody here wrote answer what their ports are asked, on both families where they listen on both.</summary>
public sealed class UdpPayloadPeerTests
{
    [Fact]
    public async Task Dnsmasq_answers_dns_and_tftp()
    {
        using var folder = new PeerFolder();
        await AnswersAsync([53, 69], "dnsmasq", "--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--user=root", "--pid-file=", "--enable-tftp", $"--tftp-root={folder.Path}", "--tftp-no-fail");
    }

    [Fact]
    public async Task Chrony_answers_ntp()
    {
        using var folder = new PeerFolder();
        var configuration = folder.Write("chrony.conf", $"local stratum 8\nallow all\ncmdport 0\nbindcmdaddress /\npidfile {folder.At("pid")}\n");
        await AnswersAsync([123], "chronyd", "-d", "-x", "-U", "-u", "root", "-f", configuration);
    }

    [Fact]
    public async Task Net_snmp_answers_snmp()
    {
        using var folder = new PeerFolder();
        var configuration = folder.Write("snmpd.conf", "agentaddress udp:161\nrocommunity public\n");
        await AnswersAsync([161], "snmpd", "-f", "-C", "-c", configuration, "-p", folder.At("pid"), "-Lo");
    }

    [Fact]
    public async Task Net_snmp_that_knows_no_community_answers_discovery_of_version_3()
    {
        using var folder = new PeerFolder();
        var configuration = folder.Write("snmpd.conf", "agentaddress udp:161\n");
        await AnswersAsync([161], "snmpd", "-f", "-C", "-c", configuration, "-p", folder.At("pid"), "-Lo");
    }

    [Fact]
    public Task Memcached_answers() => AnswersAsync([11211], "memcached", "-u", "root", "-U", "11211", "-l", "0.0.0.0");

    [Fact]
    public async Task Openssl_answers_dtls()
    {
        using var folder = new PeerFolder();
        (await ProgramRun.ToEndAsync("openssl", null, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=lab", "-keyout", folder.At("key"), "-out", folder.At("cert"))).ExitCode.ShouldBe(0);
        await AnswersAsync([4433], "openssl", "s_server", "-dtls", "-listen", "-4", "-accept", "4433", "-key", folder.At("key"), "-cert", folder.At("cert"));
    }

    [Fact]
    public async Task Samba_answers_netbios_names()
    {
        using var folder = new PeerFolder();
        var configuration = folder.Write("smb.conf", $"""
            [global]
            netbios name = LAB
            workgroup = LAB
            interfaces = lab0
            lock directory = {folder.Path}
            state directory = {folder.Path}
            cache directory = {folder.Path}
            private dir = {folder.Path}
            pid directory = {folder.Path}
            ncalrpc dir = {folder.Path}
            """);
        await AnswersAsync([137], "nmbd", "--foreground", "--no-process-group", $"--configfile={configuration}", "--debug-stdout");
    }

    [Fact]
    public async Task Kamailio_answers_sip()
    {
        using var folder = new PeerFolder();
        var configuration = folder.Write("kamailio.cfg", """
            #!KAMAILIO
            debug=1
            log_stderror=yes
            children=1
            disable_tcp=yes
            listen=udp:10.77.0.2:5060
            loadmodule "sl.so"
            request_route { sl_send_reply("200", "OK"); }
            """);
        await AnswersAsync([5060], "kamailio", "-DD", "-E", "-f", configuration, "-Y", folder.Path, "-P", folder.At("pid"));
    }

    static async Task AnswersAsync(ushort[] ports, string program, params string[] arguments)
    {
        await using var lab = await ScanLab.StartAsync();
        await using var peer = await lab.ServeAsync(program, arguments);
        var cancel = TestContext.Current.CancellationToken;
        var last = "";
        try
        {
            // While it starts, its ports are closed.
            await Eventually.HoldsAsync(() => lab.Inside(() =>
            {
                using var prober = new UdpProber();
                var answers = Asking.Ask(prober, ports.Select(port => (lab.Address, port)));
                last = string.Join(", ", answers.Values);
                return ports.All(port => answers.TryGetValue((lab.Address, port), out var answer) && answer.State == PortState.Open);
            }), cancel);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{program} does not answer: {last}\n{peer.Output}");
        }
    }
}
