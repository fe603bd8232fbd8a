using System.Text;
using Runner.Plugins.Ssh;
using Runner.Plugins.Tests.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Plugins.Tests.Ssh.Masters;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Errors;

public class ConnectErrorTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_refused_connection()
    {
        var port = PeerProcess.FreePort();
        var failure = await LoginRun.FailureAsync<ConnectionFailedException>(Plain(port));
        failure.Message.ShouldContain("refused the connection");
        failure.Target.ShouldContain($"127.0.0.1:{port}");
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_name_that_is_none_does_not_resolve()
    {
        // Longer than a label may be: no resolver is asked.
        var failure = await LoginRun.FailureAsync<DnsResolutionException>(Plain(22) with { Host = $"{new string('a', 64)}.invalid" });
        failure.Message.ShouldContain("does not resolve");
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_a_timeout_and_leaves_no_process()
    {
        await using var silent = RawPeer.Start(static async (_, cancel) => await Task.Delay(Timeout.Infinite, cancel));
        var failure = await LoginRun.FailureAsync<NetworkTimeoutException>(Plain(silent.Port) with { ConnectTimeout = TimeSpan.FromSeconds(1.5) });
        failure.Message.ShouldContain("said nothing");
        Processes.With($"-p\0{silent.Port}").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_stops_in_the_exchange_of_keys_is_a_timeout()
    {
        await using var half = RawPeer.Start(static async (stream, cancel) =>
        {
            await stream.WriteAsync("SSH-2.0-half\r\n"u8.ToArray(), cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });
        var failure = await LoginRun.FailureAsync<NetworkTimeoutException>(Plain(half.Port) with { ConnectTimeout = TimeSpan.FromSeconds(1.5) });
        failure.Message.ShouldContain(half.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Processes.With($"-p\0{half.Port}").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_of_another_protocol_is_named_by_what_it_says()
    {
        await using var http = RawPeer.Start(static async (stream, cancel) => await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), cancel));
        var failure = await LoginRun.FailureAsync<ProtocolException>(Plain(http.Port));
        failure.Message.ShouldContain("no SSH server");
        failure.Message.ShouldContain("HTTP/1.1 400 Bad Request");
    }

    [Fact]
    public async Task A_server_that_goes_on_saying_other_things_until_time_is_over_is_no_SSH_server()
    {
        await using var chatty = RawPeer.Start(static async (stream, cancel) =>
        {
            while (true)
            {
                await stream.WriteAsync("220 please wait\r\n"u8.ToArray(), cancel);
                await Task.Delay(100, cancel);
            }
        });
        var failure = await LoginRun.FailureAsync<ProtocolException>(Plain(chatty.Port) with { ConnectTimeout = TimeSpan.FromSeconds(1.5) });
        failure.Message.ShouldContain("is no SSH server: ");
        failure.Message.ShouldContain("220 please wait");
        Processes.With($"-p\0{chatty.Port}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, "\r\n")]
    [InlineData(1000, "")]
    [InlineData(20, "\0")]
    public async Task A_server_that_sends_text_without_end_is_a_protocol_error(int length, string end)
    {
        await using var endless = RawPeer.Start(async (stream, cancel) =>
        {
            var line = Encoding.ASCII.GetBytes(new string('x', length) + end);
            while (!cancel.IsCancellationRequested) await stream.WriteAsync(line, cancel);
        });
        var failure = await LoginRun.FailureAsync<NetworkException>(Plain(endless.Port));
        failure.Kind.ShouldBe(ErrorKind.Protocol, failure.Message);
        failure.Message.ShouldContain("is no SSH server");
    }

    [Fact]
    public async Task Garbage_after_the_version_is_a_protocol_error()
    {
        await using var garbage = RawPeer.Start(static async (stream, cancel) =>
        {
            await stream.WriteAsync("SSH-2.0-garbage\r\n"u8.ToArray(), cancel);
            await stream.WriteAsync(Enumerable.Repeat((byte)0xA5, 4096).ToArray(), cancel);
            await Task.Delay(TimeSpan.FromSeconds(20), cancel);
        });
        var failure = await LoginRun.FailureAsync<ProtocolException>(Plain(garbage.Port));
        failure.Message.ShouldContain("does not keep to the SSH protocol");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_hangs_up_at_once_may_be_tried_again(bool reset)
    {
        await using var closing = RawPeer.Start((stream, _) =>
        {
            if (reset) RawPeer.Reset(stream);
            return Task.CompletedTask;
        });
        var failure = await LoginRun.FailureAsync<ConnectionFailedException>(Plain(closing.Port));
        failure.IsTransient.ShouldBeTrue();
        // A reset that comes before the client looks is told by the system as one of the connection's opening.
        if (reset && failure.Message.Contains("it reset the connection", StringComparison.Ordinal)) return;
        failure.Message.ShouldContain("before it said anything");
        failure.Help.ShouldNotBeNull().ShouldContain("MaxStartups");
    }

    [Fact]
    public async Task A_server_with_too_many_logins_under_way_may_be_tried_again()
    {
        await using var sshd = await SshdPeer.StartAsync("MaxStartups 1");
        using var first = await BeginLoginAsync(sshd);
        var failure = await LoginRun.FailureAsync<ConnectionFailedException>(sshd.Options);
        failure.Help.ShouldNotBeNull().ShouldContain("MaxStartups");
        failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_take_is_named_with_what_was_tried()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var other = sshd.Folder.At("other");
        await SshdPeer.MakeKeyAsync(other);
        var failure = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [other] });
        failure.Message.ShouldContain($"tried: publickey with {other}");
        failure.Message.ShouldContain("it offers: publickey");
        failure.Help.ShouldNotBeNull().ShouldContain("authorized_keys");
        failure.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_key_that_was_tried()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var failure = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [], Config = sshd.Folder.Write("config", $"IdentityFile {sshd.Folder.At("none-1")}\nIdentityFile {sshd.Folder.At("none-2")}\n") });
        failure.Message.ShouldNotContain("none-1");
        failure.Message.ShouldContain("There was no key to offer");
    }

    [Fact]
    public async Task A_key_that_others_may_read_is_named()
    {
        await using var sshd = await SshdPeer.StartAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(sshd.ClientKey, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var failure = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options);
        failure.Message.ShouldContain("too open");
        failure.Message.ShouldContain(sshd.ClientKey);
        failure.Help.ShouldNotBeNull().ShouldContain("chmod 600");
    }

    [Fact]
    public async Task A_file_that_is_no_key_is_named()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var file = sshd.Folder.Write("nokey", "-----BEGIN OPENSSH PRIVATE KEY-----\nnothing\n-----END OPENSSH PRIVATE KEY-----\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var failure = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [file] });
        failure.Message.ShouldContain(file);
        failure.Message.ShouldContain("cannot be used");
    }

    [Fact]
    public async Task Nothing_to_offer_is_told()
    {
        await using var sshd = await SshdPeer.StartAsync();
        var config = sshd.Folder.Write("config", $"IdentityFile {sshd.Folder.At("missing")}\n");
        var failure = await LoginRun.FailureAsync<AuthenticationException>(sshd.Options with { IdentityFiles = [], Config = config });
        failure.Help.ShouldNotBeNull();
    }

    [Fact]
    public async Task No_common_algorithm_is_told_with_the_servers_offer()
    {
        await using var sshd = await SshdPeer.StartAsync("KexAlgorithms curve25519-sha256");
        var failure = await LoginRun.FailureAsync<SshException>(sshd.Options with { KeyExchange = ["diffie-hellman-group14-sha256"] });
        failure.Message.ShouldContain("no key exchange method in common");
        failure.Message.ShouldContain("curve25519-sha256");
        failure.Help.ShouldNotBeNull().ShouldContain("kex");
    }

    [Fact]
    public async Task A_bad_line_of_the_configuration_is_named_by_file_and_line()
    {
        using var folder = new PeerFolder();
        var config = folder.Write("config", "Host *\n  Colour blue\n");
        var failure = await LoginRun.FailureAsync<SshException>(Plain(22) with { Config = config });
        failure.Message.ShouldContain($"{config}:2");
        failure.Message.ShouldContain("colour", Case.Insensitive);
    }

    [Fact]
    public async Task A_bad_option_is_named()
    {
        var failure = await LoginRun.FailureAsync<SshException>(Plain(22) with { Options = new Dictionary<string, string> { ["Ciphers"] = "rot13" } });
        failure.Message.ShouldContain("rot13");
    }

    [Fact]
    public async Task A_machine_without_the_client_is_told_what_to_install()
    {
        using var folder = new PeerFolder();
        var failure = await LoginRun.FailureAsync<SshException>(Plain(22) with { SearchPath = folder.Path });
        failure.Message.ShouldContain("not in any folder of PATH");
        failure.Help.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("password")]
    [InlineData("pin")]
    public async Task A_client_that_is_too_old_for_what_is_wanted_is_told(string what)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a script that can be started");
        using var folder = new PeerFolder();
        var old = folder.Write("ssh", "#!/bin/sh\necho 'OpenSSH_8.0p1, OpenSSL 1.1.1k' >&2\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var options = Plain(22) with { SearchPath = folder.Path };
        var failure = await LoginRun.FailureAsync<SshException>(what == "pin"
            ? options with { HostKey = HostKeyPolicy.OfFingerprint("SHA256:HhyRj6jj29FwayuFa1HcmSriworkBGggC2g4MpWUxOI") }
            : options with { Password = "secret" });
        failure.Message.ShouldContain("OpenSSH_8.0p1");
        failure.Message.ShouldContain(what == "pin" ? "8.5" : "8.4");
    }

    /// <summary>A login that is under way: the server has said who it is. It turns others away while there is one, such as the peer's own first look.</summary>
    static async Task<System.Net.Sockets.TcpClient> BeginLoginAsync(SshdPeer sshd)
    {
        while (true)
        {
            var client = new System.Net.Sockets.TcpClient();
            await client.ConnectAsync("127.0.0.1", sshd.Port, Cancel);
            var said = new byte[4];
            await client.GetStream().ReadExactlyAsync(said, Cancel);
            if (said.AsSpan().SequenceEqual("SSH-"u8)) return client;
            client.Dispose();
        }
    }

    static SshOptions Plain(int port) => new() { Host = "127.0.0.1", Port = port, Config = "none", Agent = "none", ConnectTimeout = TimeSpan.FromSeconds(20) };
}
