using FsCheck.Fluent;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;
using static Runner.Plugins.Tests.Ssh.Sftp.ScriptedServer;

namespace Runner.Plugins.Tests.Ssh.Sftp;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class HostileServerTests : IDisposable
{
    const uint File = 0x81A4, Folder = 0x41ED, Link = 0xA1FF;

    readonly PeerFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_server_that_goes_in_the_middle_of_an_answer_fails_who_waits_for_that_one_too()
    {
        var isAsked = new TaskCompletionSource();
        var (client, server) = await StartAsync((type, id, body) =>
        {
            if (type != 5) return type switch { 1 => [Greeting], 3 => [Handle(id)], 7 or 17 => [Attributes(id, File, 100_000)], _ => [Status(id, 0)] };
            return isAsked.TrySetResult() ? [Data(id, new byte[20_000])[..10_000]] : [];
        });
        await using var _ = server;
        await using var __ = client;
        var download = client.DownloadAsync("/a", folder.At("a"), cancel: Cancel);
        await isAsked.Task.WaitAsync(Cancel);
        await Task.Delay(100, Cancel);
        // Who writes notices it first, while what has begun to come is still read.
        server.IsDeaf = true;
        await Should.ThrowAsync<ConnectionFailedException>(() => client.StatAsync("/b", cancel: Cancel));
        await Should.ThrowAsync<ConnectionFailedException>(() => download.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../../etc/x")]
    [InlineData("/etc/x")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task A_listed_name_that_leads_elsewhere_is_refused_and_nothing_is_written(string name)
    {
        var (client, server) = await StartAsync(Listing((name, File)));
        await using var _ = server;
        await using var __ = client;
        var target = Path.Combine(folder.Path, "a", "b");
        var error = await Should.ThrowAsync<ProtocolException>(() => client.DownloadFolderAsync("/src", target, cancel: Cancel));
        error.Message.ShouldContain("no name of a file");
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_leads_out_and_a_folder_of_its_name_write_nothing_outside()
    {
        var listing = Listing(("x", Link), ("x", Folder));
        var (client, server) = await StartAsync((type, id, body) => type switch
        {
            19 => [Names(id, ("../outside", 0))],
            _ => listing(type, id, body),
        });
        await using var _ = server;
        await using var __ = client;
        Directory.CreateDirectory(folder.At("outside"));
        var done = await client.DownloadFolderAsync("/src", folder.At("target"), cancel: Cancel);
        done.LeftOut.Count.ShouldBe(2);
        Directory.GetFileSystemEntries(folder.At("target")).ShouldBeEmpty();
        Directory.GetFileSystemEntries(folder.At("outside")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Folders_in_folders_without_an_end_are_refused()
    {
        var (client, server) = await StartAsync(Listing(("a", Folder)));
        await using var _ = server;
        await using var __ = client;
        (await Should.ThrowAsync<SshException>(() => client.DownloadFolderAsync("/src", folder.At("a"), cancel: Cancel))).Message.ShouldContain("128 deep");
    }

    [Fact]
    public async Task A_file_that_says_it_is_empty_and_does_not_end_is_thrown_away()
    {
        var (client, server) = await StartAsync((type, id, body) => type switch
        {
            3 => [Handle(id)],
            5 => [Data(id, new byte[32 * 1024])],
            17 => [Attributes(id, File, 0)],
            _ => Common(type, id),
        });
        await using var _ = server;
        await using var __ = client;
        (await Should.ThrowAsync<ProtocolException>(() => client.DownloadAsync("/src", folder.At("a"), cancel: Cancel))).Message.ShouldContain("says that");
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    public static TheoryData<string, byte[]> Garbage => new()
    {
        { "a wrong number", Status(4711, 0) },
        { "an answer that is too short", [0, 0, 0, 2, 101, 0] },
        { "an answer without end", [0x7F, 0, 0, 0, 101, 0, 0, 0, 1] },
        { "an answer of an unknown type", Packet(77, [0, 0, 0, 1]) },
        { "attributes that are cut", Packet(105, [0, 0, 0, 1, 0, 0, 0, 1, 9]) },
        { "attributes with unknown flags", Packet(105, [0, 0, 0, 1, 0, 0, 1, 0]) },
        { "a status that is cut", Packet(101, [0, 0, 0, 1, 0]) },
        { "a handle where attributes belong", Packet(102, [0, 0, 0, 1, 0, 0, 0, 0]) },
        { "a mount of extensions", Packet(105, [0, 0, 0, 1, 0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]) },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_is_a_protocol_error_and_ends_the_session(string what, byte[] garbage)
    {
        var (client, server) = await StartAsync((type, id, _) => type == 1 ? [Greeting] : [garbage]);
        await using var _ = server;
        await using var __ = client;
        (await Should.ThrowAsync<ProtocolException>(() => client.StatAsync("/a", cancel: Cancel), what)).IsTransient.ShouldBeFalse();
        await Should.ThrowAsync<ProtocolException>(() => client.StatAsync("/a", cancel: Cancel), what);
    }

    [Fact]
    public async Task A_list_of_more_names_than_it_can_hold_is_refused()
    {
        var (client, server) = await StartAsync((type, id, body) => type == 12 ? [Packet(104, [.. Number(id), 0xFF, 0xFF, 0xFF, 0xFF])] : Listing()(type, id, body));
        await using var _ = server;
        await using var __ = client;
        await Should.ThrowAsync<ProtocolException>(() => SftpClientTests.ToListAsync(client.ListAsync("/", Cancel)));
    }

    [Fact]
    public async Task More_data_than_was_asked_for_is_refused()
    {
        var (client, server) = await StartAsync((type, id, body) => type switch { 3 => [Handle(id)], 5 => [Data(id, new byte[100_000])], 8 or 17 => [Attributes(id, File)], _ => Common(type, id) });
        await using var _ = server;
        await using var __ = client;
        (await Should.ThrowAsync<ProtocolException>(() => client.ReadAllBytesAsync("/a", cancel: Cancel))).Message.ShouldContain("100000 bytes of data");
    }

    [Fact]
    public async Task Silence_ends_in_a_timeout()
    {
        var (client, server) = await StartAsync((type, _, _) => type == 1 ? [Greeting] : [], TimeSpan.FromMilliseconds(300));
        await using var _ = server;
        await using var __ = client;
        await Should.ThrowAsync<NetworkTimeoutException>(() => client.StatAsync("/a", cancel: Cancel));
    }

    [Fact]
    public async Task Who_gives_up_on_a_silent_server_is_let_go()
    {
        var (client, server) = await StartAsync((type, _, _) => type == 1 ? [Greeting] : []);
        await using var _ = server;
        await using var __ = client;
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(() => client.StatAsync("/a", cancel: soon.Token));
    }

    [Theory]
    [InlineData("Welcome to this machine!\n", "~/.bashrc")]
    [InlineData("\0\0\0\u0005\u0002\0\0\0\u0002", "version 2")]
    [InlineData("\u007f\0\0\0\u0002", "does not speak SFTP")]
    public async Task What_is_no_sftp_is_told_with_what_may_be_the_reason(string greeting, string said)
    {
        await using var server = Raw((_, _, _) => [System.Text.Encoding.Latin1.GetBytes(greeting)]);
        var error = await Should.ThrowAsync<NetworkException>(() => server.ConnectAsync(TimeSpan.FromSeconds(30)));
        $"{error.Message} {error.Help}".ShouldContain(said);
    }

    [Fact]
    public void Whatever_an_answer_holds_is_read_or_refused() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        foreach (var read in new Action<byte[]>[] { b => new PacketReader(b).Attributes(), b => new PacketReader(b).Name(), b => Hello.Read(b), b => SftpErrors.Read(new(SftpMessage.Status, b, 0)) })
        {
            try
            {
                read(bytes);
            }
            catch (SftpFormatException)
            {
                // Refused.
            }
        }
        return true;
    }));

    [Fact]
    public void Every_name_goes_there_and_back() => FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), bytes => bytes.Contains((byte)0) || RemoteName.Encode(RemoteName.Decode(bytes)).AsSpan().SequenceEqual(bytes)));

    static Func<byte, uint, byte[], IEnumerable<byte[]>> Listing(params (string Name, uint Mode)[] names)
    {
        var listed = false;
        return (type, id, _) =>
        {
            switch (type)
            {
                case 11: listed = false; return [Handle(id)];
                case 12 when !listed: listed = true; return [Names(id, names)];
                case 12: return [Status(id, 1)];
                case 17 or 7: return [Attributes(id, Folder)];
                default: return Common(type, id);
            }
        };
    }

    static IEnumerable<byte[]> Common(byte type, uint id) => type == 1 ? [Greeting] : [Status(id, type == 4 ? 0u : 8u)];
}
