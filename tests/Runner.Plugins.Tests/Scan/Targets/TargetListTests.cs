using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;
using Runner.Sdk.Inventory;

namespace Runner.Plugins.Tests.Scan.Targets;

public class TargetListTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", 1, "127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.5/24", 256, "10.0.0.0", "10.0.0.255")]
    [InlineData("10.0.0.7/32", 1, "10.0.0.7", "10.0.0.7")]
    [InlineData("10.0.0.1-20", 20, "10.0.0.1", "10.0.0.20")]
    [InlineData("10.0.0.250-", 6, "10.0.0.250", "10.0.0.255")]
    [InlineData("10.0.0.-3", 4, "10.0.0.0", "10.0.0.3")]
    [InlineData("10.0.0.*", 256, "10.0.0.0", "10.0.0.255")]
    [InlineData("0.0.0.0/8", 16_777_215, "0.0.0.1", "0.255.255.255")]
    [InlineData("10.0.0.1-10.0.1.5", 261, "10.0.0.1", "10.0.1.5")]
    [InlineData("10.0-3.1,5.0-255", 2048, "10.0.1.0", "10.3.5.255")]
    [InlineData("10.1-2,4.0-255.0-255", 196608, "10.1.0.0", "10.4.255.255")]
    [InlineData("10.0.0.3,1,2", 3, "10.0.0.1", "10.0.0.3")]
    [InlineData("::1", 1, "::1", "::1")]
    [InlineData("[::1]", 1, "::1", "::1")]
    [InlineData("fd00::/120", 256, "fd00::", "fd00::ff")]
    [InlineData("[fd00::5]/127", 2, "fd00::4", "fd00::5")]
    [InlineData("fd00::1-fd00::10", 16, "fd00::1", "fd00::10")]
    [InlineData("::ffff:10.0.0.9", 1, "10.0.0.9", "10.0.0.9")]
    [InlineData("::ffff:10.0.0.0/126", 4, "10.0.0.0", "10.0.0.3")]
    [InlineData("10.0.0.1, 10.0.0.2\n10.0.0.3", 3, "10.0.0.1", "10.0.0.3")]
    [InlineData("10.0.0.0/24 10.0.0.128/25 10.0.0.200 10.0.1.0/24", 512, "10.0.0.0", "10.0.1.255")]
    [InlineData("10.0.0.0/24 !10.0.0.0/25", 128, "10.0.0.128", "10.0.0.255")]
    public async Task Targets_are_the_addresses_that_the_text_means(string text, long count, string first, string last)
    {
        var targets = await ResolveAsync([text]);

        targets.Count.ShouldBe(count);
        targets[0].ToString().ShouldBe(first);
        targets[count - 1].ToString().ShouldBe(last);
        Should.Throw<ArgumentOutOfRangeException>(() => targets[count]);
    }

    [Theory]
    [InlineData("10.0.0.0/33", "`/33` is no prefix length of IPv4, which is 0 to 32: 10.0.0.0/24 has 256 addresses")]
    [InlineData("10.0.0.5-2", "5-2 ends before it starts: write 2-5")]
    [InlineData("10.0.1.5-10.0.0.2", "it ends before it starts: write 10.0.0.2-10.0.1.5")]
    [InlineData("300.1.1.1", "its first number is 300, and each of an address of IPv4 is 0 to 255")]
    [InlineData("10.0.0.1-300", "its fourth number is 300")]
    [InlineData("10.0.0.010", "a leading zero means octal to some programs and nothing to others, write 10")]
    [InlineData("10.0.0", "it has 3 numbers, and an address of IPv4 has four: write 192.0.2.10")]
    [InlineData("2130706433", "it has 1 number, and an address of IPv4 has four")]
    [InlineData("10.0..1", "its third number is missing")]
    [InlineData("1.2.3.4.5", "it has 5 numbers")]
    [InlineData("fd00::/64", "it has 18,446,744,073,709,551,616 addresses, which no scan comes to the end of: at most a /96 can be scanned")]
    [InlineData("::/0", "it has 2^128 addresses")]
    [InlineData("fd00::/129", "`/129` is no prefix length of IPv6, which is 0 to 128")]
    [InlineData("fd00::5-fd00::1", "it ends before it starts: write fd00::1-fd00::5")]
    [InlineData("fd00:::1", "it is no address of IPv6")]
    [InlineData("fe80::1%no-such-link", "this machine has no interface \"no-such-link\"")]
    [InlineData("fe80::1%", "the name of an interface is missing")]
    [InlineData("fe80::1", "a link-local address is one of an interface: write it behind a %, as in fe80::1%eth0")]
    [InlineData("fe80::1-fe80::9", "a link-local address is one of an interface")]
    [InlineData("fe80::/120", "a link-local address is one of an interface")]
    [InlineData("0.0.0.0", "it is no host's address: write 127.0.0.1 for this machine")]
    [InlineData("::", "it is no host's address: write ::1 for this machine")]
    [InlineData("web:!canary", "it is no address, and read as a pattern it needs an inventory")]
    [InlineData("web:&db", "it is no address, and read as a pattern it needs an inventory")]
    [InlineData("web:db", "it is no address, and read as a pattern it needs an inventory")]
    [InlineData("10.0.0.1,10.0.0.2", "it has 7 numbers, and an address of IPv4 has four: between several targets belong blanks")]
    [InlineData("example.com/24", "a name has addresses, and no network: write the network by its address, such as 192.0.2.0/24")]
    [InlineData("*.example.com", "a name with * cannot be looked up")]
    [InlineData("example.com:80", "it has a port, and which ports are scanned is said apart: write example.com here, and 80 in `ports`")]
    [InlineData("[::1]:80", "write [::1] here, and 80 in `ports`")]
    [InlineData("127.0.0.1:80", "write 127.0.0.1 here, and 80 in `ports`")]
    [InlineData("https://example.com/a", "it is a URL, and a host is scanned: write example.com")]
    [InlineData("a..b", "it is no name of a host, and no address")]
    [InlineData("what?", "it is no name of a host, and no address")]
    [InlineData("!", "after the ! belongs what to leave out")]
    [InlineData("@", "after the @ belongs the path of a file")]
    [InlineData("0-255.0-255.0-255.1", "it comes to 16,777,216 ranges, and 1,000,000 are the most")]
    public void Wrong_targets_are_told_with_what_would_be_right(string text, string reason)
    {
        var error = Should.Throw<ActionInputException>(() => TargetList.Parse([$"127.0.0.1 {text}"]));

        error.Input.ShouldBe("targets");
        error.Message.ShouldStartWith($"`targets` has {Words.Quote(text)}: ");
        error.Message.ShouldContain(reason);
    }

    [Fact]
    public void Nothing_at_all_is_no_target() =>
        Should.Throw<ActionInputException>(() => TargetList.Parse([" ", ","])).Message.ShouldStartWith("`targets` names no host: give names, addresses or networks");

    [Fact]
    public void A_wrong_exclusion_names_its_own_input()
    {
        var error = Should.Throw<ActionInputException>(() => TargetList.Parse(["127.0.0.1"], ["!127.0.0.2"]));

        error.Input.ShouldBe("exclude");
        error.Message.ShouldContain("leave the ! away");
    }

    [Fact]
    public async Task Exclusions_are_cut_out_of_networks()
    {
        var targets = await ResolveAsync(["10.0.0.0/8", "10.5.5.5"], ["10.1.0.0/16", "10.0.0.1-3", "10.255.255.255"]);

        targets.Count.ShouldBe((1L << 24) - 65536 - 3 - 1);
        targets[0].ToString().ShouldBe("10.0.0.0");
        targets[1].ToString().ShouldBe("10.0.0.4");
        targets[65536 - 3].ToString().ShouldBe("10.2.0.0");
        targets[targets.Count - 1].ToString().ShouldBe("10.255.255.254");
        targets.Contains(Address("10.1.2.3")).ShouldBeFalse();
        targets.Contains(Address("10.2.2.3")).ShouldBeTrue();
        targets.Contains(Address("11.0.0.0")).ShouldBeFalse();
    }

    [Fact]
    public async Task Excluding_everything_is_an_error()
    {
        var error = await Should.ThrowAsync<ActionInputException>(() => ResolveAsync(["10.0.0.0/30"], ["10.0.0.0/24"]));

        error.Message.ShouldBe("`exclude` leaves nothing of `targets` to scan: leave out less.");
    }

    [Fact]
    public async Task Billions_of_addresses_take_no_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var list = TargetList.Parse(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/96", "fd00:1::/96"]);
        var targets = await list.ResolveAsync(Cancel);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        targets.Count.ShouldBe((1L << 24) + (1L << 20) + (1L << 16) + (2L << 32));
        targets[targets.Count - 1].ToString().ShouldBe("fd00:1::ffff:ffff");
        allocated.ShouldBeLessThan(100_000);
    }

    [Fact]
    public async Task No_two_numbers_give_the_same_address_however_targets_overlap()
    {
        var targets = await ResolveAsync(["10.0.0.0/26", "10.0.0.32-10.0.0.100", "10.0.0.1", "10.0.0.90-95", "10.0.0.200"], ["10.0.0.50-60"]);

        var all = Enumerable.Range(0, (int)targets.Count).Select(index => targets[index].ToString()).ToList();

        all.ShouldBe(Enumerable.Range(0, 101).Where(n => n is < 50 or > 60).Append(200).Select(n => $"10.0.0.{n}"));
    }

    [Fact]
    public async Task What_was_written_by_itself_is_told_from_networks()
    {
        var targets = await ResolveAsync(["10.0.0.0/24", "10.0.0.5", "10.0.0.9/32", "localhost"]);

        targets.IsSingle(Address("10.0.0.5")).ShouldBeTrue();
        targets.IsSingle(Address("10.0.0.9")).ShouldBeTrue();
        targets.IsSingle(Address("127.0.0.1")).ShouldBeTrue();
        targets.IsSingle(Address("10.0.0.6")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_is_scanned_at_its_first_IPv4_address_and_keeps_its_name()
    {
        var targets = await ResolveAsync(["localhost", "10.0.0.5"]);

        targets.Count.ShouldBe(2);
        targets.NameOf(Address("127.0.0.1")).ShouldBe("localhost");
        targets.NameOf(Address("10.0.0.5")).ShouldBeNull();
    }

    [Fact]
    public async Task A_name_is_scanned_at_all_its_addresses_when_asked_for()
    {
        var addresses = (await Dns.GetHostAddressesAsync("localhost", Cancel)).Distinct().Select(address => address.ToString()).Order();

        var targets = await ResolveAsync(["localhost"], options: new() { AllAddresses = true });

        Enumerable.Range(0, (int)targets.Count).Select(index => targets[index].ToString()).Order().ShouldBe(addresses);
    }

    [Fact]
    public async Task A_name_without_an_address_of_the_family_says_which_it_has()
    {
        var error = await Should.ThrowAsync<DnsResolutionException>(() => ResolveAsync(["web"], options: new()
        {
            Family = AddressFamily.InterNetworkV6,
            FindHost = static name => name == "web" ? new InventoryHost { Name = "web", Address = "ip4-only.localhost.invalid" } : null,
        }));

        error.Message.ShouldStartWith("The target could not be resolved: web: ");
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_told_and_the_others_are_scanned()
    {
        var targets = await ResolveAsync(["no-such-host.invalid", "127.0.0.1"]);

        targets.Count.ShouldBe(1);
        targets.Unresolved.ShouldHaveSingleItem().Name.ShouldBe("no-such-host.invalid");
    }

    [Fact]
    public async Task Names_that_all_do_not_resolve_are_an_error()
    {
        var error = await Should.ThrowAsync<DnsResolutionException>(() => ResolveAsync(["no-such-host.invalid", "nor-this.invalid"]));

        error.Message.ShouldStartWith("None of the targets could be resolved: no-such-host.invalid: ");
        error.Message.ShouldContain("nor-this.invalid: ");
    }

    [Fact]
    public async Task An_exclusion_that_does_not_resolve_stops_the_scan()
    {
        var error = await Should.ThrowAsync<DnsResolutionException>(() => ResolveAsync(["127.0.0.1"], ["no-such-host.invalid"]));

        error.Message.ShouldStartWith("`exclude` has \"no-such-host.invalid\", which cannot be left out without its address");
    }

    [Fact]
    public async Task An_excluded_name_goes_at_all_its_addresses()
    {
        var targets = await ResolveAsync(["127.0.0.1-2", "::1"], ["localhost"]);

        targets.Contains(Address("127.0.0.1")).ShouldBeFalse();
        targets[0].ToString().ShouldBe("127.0.0.2");
    }

    [Fact]
    public async Task An_address_of_a_link_is_kept_apart_by_its_interface()
    {
        var targets = await ResolveAsync(["fe80::1%1", "fe80::1%lo", "fe80::2%1"], ["fe80::2"]);

        targets.Count.ShouldBe(1);
        targets[0].ShouldBe(new ScanAddress(Address("fe80::1").Value, true, 1));
    }

    [Fact]
    public async Task Files_have_a_target_a_line_and_comments()
    {
        using var folder = new TargetFolder();
        folder.Write("hosts.txt", "# the web\n10.0.0.1   # first\n\n10.0.0.2 10.0.0.3\r\n!10.0.0.3\n10.0.1.0/30\n");

        var targets = await ResolveAsync(["@hosts.txt", "10.0.0.9"], options: new() { BaseDirectory = folder.Path });

        targets.Count.ShouldBe(7);
        targets.Written.ShouldBe(["@hosts.txt", "10.0.0.9"]);
    }

    [Fact]
    public void A_wrong_line_of_a_file_is_named()
    {
        using var folder = new TargetFolder();
        folder.Write("hosts.txt", "10.0.0.1\n10.0.0.0/33\n");

        var error = Should.Throw<ActionInputException>(() => TargetList.Parse(["@hosts.txt"], options: new() { BaseDirectory = folder.Path }));

        error.Message.ShouldStartWith("`targets` has \"10.0.0.0/33\" (hosts.txt:2): `/33` is no prefix length");
    }

    [Theory]
    [InlineData("@missing.txt", "there is no such file")]
    [InlineData("@.", "is a folder, not a file")]
    public void A_file_that_cannot_be_read_is_told(string target, string reason)
    {
        using var folder = new TargetFolder();

        Should.Throw<ActionInputException>(() => TargetList.Parse([target], options: new() { BaseDirectory = folder.Path })).Message.ShouldContain(reason);
    }

    [Fact]
    public void A_file_names_no_other_file()
    {
        using var folder = new TargetFolder();
        folder.Write("a.txt", "@a.txt\n");

        Should.Throw<ActionInputException>(() => TargetList.Parse(["@a.txt"], options: new() { BaseDirectory = folder.Path })).Message.ShouldContain("a file of targets names no other file");
    }

    [Fact]
    public async Task A_host_of_the_inventory_is_scanned_at_its_address_under_its_name()
    {
        var targets = await ResolveAsync(["web1"], options: new() { FindHost = static name => name == "web1" ? new InventoryHost { Name = "web1", Address = "10.0.0.7" } : null });

        targets[0].ToString().ShouldBe("10.0.0.7");
        targets.NameOf(targets[0]).ShouldBe("web1");
        targets.IsSingle(targets[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task An_input_takes_texts_and_hosts_of_expressions()
    {
        var value = JsonSerializer.Deserialize<JsonElement>("""["10.0.0.1", { "name": "web2", "address": "10.0.0.2", "vars": {} }, [{ "name": "10.0.0.3" }]]""");

        var targets = await TargetList.Parse(TargetInput.Read(value, "targets"), null).ResolveAsync(Cancel);

        targets.Count.ShouldBe(3);
        targets.NameOf(Address("10.0.0.2")).ShouldBe("web2");
        targets.Written.ShouldBe(["10.0.0.1", "web2", "10.0.0.3"]);
        Should.Throw<ActionInputException>(() => TargetInput.Read(JsonSerializer.Deserialize<JsonElement>("[42]"), "targets")).Message.ShouldStartWith("`targets` has \"42\", which is no target");
    }

    [Fact]
    public void A_million_addresses_are_read_and_more_are_refused()
    {
        var texts = Enumerable.Range(0, 1_000_001).Select(i => $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}").ToList();

        TargetList.Parse(texts[..^1]).ShouldNotBeNull();
        Should.Throw<ActionInputException>(() => TargetList.Parse(texts)).Message.ShouldContain("more than 1,000,000 addresses and ranges");
    }

    static ScanAddress Address(string text) => ScanAddress.Of(IPAddress.Parse(text));

    static Task<ScanTargets> ResolveAsync(string[] targets, string[]? exclude = null, TargetOptions? options = null) =>
        TargetList.Parse(targets, exclude, options).ResolveAsync(Cancel);

    sealed class TargetFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("scan-targets-").FullName;

        public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Path, name), text);

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
