using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Inventories;

/// <summary>Dynamic inventories by real programs.</summary>
public sealed class CommandSourceTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public CommandSourceTests() => Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "programs of a POSIX shell");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Command_answers_the_inventory()
    {
        var script = folder.Write("hosts.sh", "#!/bin/sh\necho \"{\\\"$1\\\": [\\\"a\\\", \\\"b\\\"], \\\"in\\\": [\\\"$(basename \"$PWD\")\\\"]}\"; echo a warning >&2\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (inventory, diagnostics) = Run(TimeSpan.FromMinutes(1), "./hosts.sh", "web servers");

        diagnostics.ShouldBeEmpty();
        inventory!.FindGroup("web servers")!.Hosts.Names().ShouldBe("a b");
        inventory.FindGroup("in")!.Hosts.Names().ShouldBe(Path.GetFileName(folder.Path));
    }

    [Theory]
    [InlineData("echo cannot reach the cloud >&2; exit 3", "the inventory's command failed: it ended with exit code 3: cannot reach the cloud")]
    [InlineData("exit 1", "the inventory's command failed: it ended with exit code 1")]
    [InlineData("printf '{\"a\": [}'", "this is not JSON: '}' is an invalid start of a value")]
    [InlineData("true", "this is not JSON: the text is empty")]
    [InlineData("yes '{}' ", "the inventory's command failed: it wrote more than 64 MiB")]
    public void Command_that_fails_says_why(string script, string message)
    {
        var (inventory, diagnostics) = Run(TimeSpan.FromMinutes(2), "sh", "-c", script);

        inventory.ShouldBeNull();
        var only = diagnostics.ShouldHaveSingleItem();
        only.Message.ShouldBe(message);
        (only.Code is DiagnosticCodes.InventoryCommand or DiagnosticCodes.InventoryFormat).ShouldBeTrue();
    }

    [Fact]
    public void Answer_that_is_no_JSON_is_shown_where_it_breaks_off()
    {
        var (_, diagnostics) = Run(TimeSpan.FromMinutes(1), "sh", "-c", "printf '{\\n  \"a\": [\"x\",]\\n}'");

        diagnostics.ShouldHaveSingleItem().Location.ToString().ShouldBe("output of sh:2:13");
    }

    [Fact]
    public void Command_that_never_ends_is_ended_with_all_that_it_started()
    {
        var (inventory, diagnostics) = Run(TimeSpan.FromMilliseconds(300), "sh", "-c", "echo $$ > pid; sleep 1000 & wait");

        inventory.ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Message.ShouldBe("the inventory's command failed: it took longer than 300ms");
    }

    [Fact]
    public void Processes_that_hold_the_output_open_are_ended_though_the_command_has_ended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes without their parent are found in /proc");
        var nap = $"9{Random.Shared.Next(10_000_000, 99_999_999)}";

        var (inventory, diagnostics) = Run(TimeSpan.FromSeconds(1), "sh", "-c", $"setsid sleep {nap} & sleep {nap} & echo '{{}}'");

        inventory.ShouldBeNull();
        diagnostics.ShouldHaveSingleItem().Message.ShouldBe("the inventory's command failed: it ended, but a process that it started held its output open for longer than 1s");
        Directory.EnumerateDirectories("/proc").Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && CommandOf(process).StartsWith($"sleep\0{nap}", StringComparison.Ordinal)).ShouldBeEmpty();

        static string CommandOf(string process)
        {
            try
            {
                return File.ReadAllText(Path.Combine(process, "cmdline"));
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    [Fact]
    public void Program_that_there_is_not_is_said_to_be_missing()
    {
        Run(TimeSpan.FromSeconds(10), "./no-such-program").Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("the inventory's command failed: there is no program ./no-such-program");
        Run(TimeSpan.FromSeconds(10), "no-such-program-anywhere").Diagnostics.ShouldHaveSingleItem().Message.ShouldBe("the inventory's command failed: there is no program no-such-program-anywhere");
        folder.Write("plain.sh", "#!/bin/sh\n");
        Run(TimeSpan.FromSeconds(10), "./plain.sh").Diagnostics.ShouldHaveSingleItem().Help.ShouldStartWith("a script needs the right to be run");
    }

    [Fact]
    public void Check_runs_no_command_and_knows_no_groups()
    {
        var marker = folder.PathOf("ran");
        var project = new ProjectInventory(() => [Command(TimeSpan.FromMinutes(1), "sh", "-c", $"touch {marker}; echo '{{\"web\": [\"a\"]}}'")], static _ => null);

        project.Check([]).ShouldBeNull();
        (project.Exists, project.IsStatic, File.Exists(marker)).ShouldBe((true, false, false));
        project.Load([])!.FindGroup("web")!.Hosts.Names().ShouldBe("a");
        File.Delete(marker);
        project.Load([])!.FindGroup("web")!.Hosts.Names().ShouldBe("a");
        File.Exists(marker).ShouldBeFalse("it is run once");
    }

    (Inventory? Inventory, IReadOnlyList<Diagnostic> Diagnostics) Run(TimeSpan timeout, params string[] command) => Sources.TryRead(null, Command(timeout, command));

    InventorySource Command(TimeSpan timeout, params string[] command) => InventorySource.OfCommand(command, timeout, folder.Path, new SourceLocation(new("runner.yaml", "inventory:"), default));
}
