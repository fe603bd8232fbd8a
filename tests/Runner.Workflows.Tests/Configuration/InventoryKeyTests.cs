using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Tests.Inventories;

namespace Runner.Workflows.Tests.Configuration;

public sealed class InventoryKeyTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly DiagnosticBag diagnostics = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void File_without_the_key_says_nothing_of_hosts()
    {
        Read("plugins: []").Inventory.ShouldBeNull();
        Read("").Folder.ShouldBe(folder.Path);
    }

    [Theory]
    [InlineData("inventory: hosts.yaml", "a b")]
    [InlineData("inventory: [hosts.yaml, more/hosts]", "a b c")]
    [InlineData("inventory: { hosts: { x: {}, y: {} } }", "x y")]
    [InlineData("inventory: [hosts.yaml, { hosts: { x: {} } }, { command: [echo, '{\"g\": [\"z\"]}'], timeout: 30s }]", "a b x z")]
    [InlineData("inventory: { command: [echo, '{\"g\": [\"z\"]}'] }", "z")]
    public void Inventory_is_files_commands_or_stands_there_itself(string text, string hosts)
    {
        folder.Write("hosts.yaml", "hosts: { a: {}, b: {} }");
        folder.Write("more/hosts", "c\n");

        var sources = Read(text).Inventory.ShouldNotBeNull();

        diagnostics.ShouldBeEmpty();
        InventoryLoader.Load(sources, static _ => null, diagnostics).ShouldNotBeNull().Hosts.Names().ShouldBe(hosts);
        diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void What_stands_in_the_file_itself_is_read_when_hosts_are_asked_for()
    {
        var sources = Read("inventory: { hots: {} }").Inventory!;

        diagnostics.ShouldBeEmpty();
        InventoryLoader.Load(sources, static _ => null, diagnostics).ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Message.ShouldBe("`inventory` has no key `hots`");
    }

    [Theory]
    [InlineData("inventory: missing.yaml", "there is no file `missing.yaml`", "paths are relative to runner.yaml")]
    [InlineData("inventory:", "`inventory` must be a file, a command or an inventory, and this is nothing", "such as inventory: hosts.yaml, or inventory: { command: [./hosts.py, --list] }")]
    [InlineData("inventory: { command: ./hosts.py }", "`command` must be a list of a program and its arguments, and this is text", "such as command: [./hosts.py, --list]; no shell reads it")]
    [InlineData("inventory: { command: [] }", "`command` must be a list of a program and its arguments, and this is an empty list", "such as command: [./hosts.py, --list]; no shell reads it")]
    [InlineData("inventory: { command: [a], timeot: 3s }", "the inventory's command has no key `timeot`", "did you mean `timeout`?")]
    [InlineData("inventory: { command: [a], timeout: 3 }", "`timeout` cannot be '3'", "write a duration with its unit, such as 500ms, 10s, 5m, 1h30m or 2d; 3650d is the most")]
    [InlineData("inventory: { command: [a], hosts: {} }", "the inventory's command has no key `hosts`", "a command and an inventory are two: write a list, inventory: [{ command: [...] }, { hosts: {...} }]")]
    public void Key_that_is_wrong_says_what_would_be_right(string text, string message, string help)
    {
        Read(text);

        var only = diagnostics.ShouldHaveSingleItem();
        (only.Message, only.Help).ShouldBe((message, help));
    }

    RunnerConfiguration Read(string text) => RunnerConfiguration.Read(folder.Write("runner.yaml", text), diagnostics);
}
