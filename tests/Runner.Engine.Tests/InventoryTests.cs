using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;
using Runner.Sdk.Inventory;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;

namespace Runner.Engine.Tests;

public sealed class InventoryTests : IDisposable
{
    const string Hosts = """
        hosts:
          web[1:3]: {}
          db1: { address: 10.0.0.5, port: 2222, user: postgres, password: "${{ env('DB_PASSWORD') }}", identity-file: keys/db, vars: { role: primary, note: the password is p4ssw0rd-of-db } }
          late: { sudo-password: "${{ env('NOT_SET') }}" }
        groups:
          web: { hosts: ["web[1:3]"], user: deploy, vars: { http_port: 8080 } }
          canary: { hosts: [web2] }
        """;

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-engine-");
    int reads;

    public void Dispose() => folder.Delete(recursive: true);

    ProjectInventory Project(string text = Hosts)
    {
        var path = Path.Combine(folder.FullName, "inventory.yaml");
        File.WriteAllText(path, text);
        return new(() =>
        {
            reads++;
            return [InventorySource.OfFile(path, "inventory.yaml")];
        }, static name => name == "DB_PASSWORD" ? "p4ssw0rd-of-db" : null);
    }

    [Fact]
    public async Task Loop_over_a_group_has_its_hosts_as_items()
    {
        var run = await new Bench { Inventory = Project() }.RunAsync("""
            jobs:
              fleet:
                for-each: ${{ inventory.web }}
                as: host
                steps:
                  - id: say
                    uses: set
                    with: { at: "${{ host.user }}@${{ host.address }}:${{ host.vars.http_port }}", groups: "${{ host.groups }}", port: "${{ host.port }}" }
            """);

        run.Of<StepFinished>().Select(step => step.Result.At("at").AsString()).Order().ShouldBe(["deploy@web1:8080", "deploy@web2:8080", "deploy@web3:8080"]);
        run.Of<StepFinished>().Select(step => string.Join(' ', step.Result.At("groups").AsArray())).Order().ShouldBe(["web", "web", "web canary"]);
        run.Of<StepFinished>()[0].Result.At("port").IsNull.ShouldBeTrue();
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Theory]
    [InlineData("join(hosts('web:!canary').*.name)", "web1,web3")]
    [InlineData("hosts('all')[3].address", "10.0.0.5")]
    [InlineData("host('DB1').vars.ROLE", "primary")]
    [InlineData("contains(inventory.web, host('web2'))", "true")]
    [InlineData("inventory[env.G][0].name", "web2")]
    [InlineData("length(inventory.ungrouped)", "2")]
    [InlineData("inventory.nothing", "")]
    public async Task Expression_reads_hosts(string expression, string expected)
    {
        var run = await new Bench { Inventory = Project() }.RunAsync($"env: {{ G: canary, N: nothing }}\nsteps: [{{ id: s, uses: set, with: {{ a: \"x${{{{ {expression.Replace("inventory.nothing", "inventory[env.N]", StringComparison.Ordinal)} }}}}\" }} }}]");

        run.Step("s").Result.At("a").AsString().ShouldBe("x" + expected);
    }

    [Fact]
    public async Task Pattern_that_is_made_in_the_run_and_chooses_nothing_fails_its_step()
    {
        var run = await new Bench { Inventory = Project() }.RunAsync("env: { P: wbe }\nsteps: [{ id: s, uses: set, with: { a: \"${{ hosts(env.P) }}\" } }]");

        var error = run.Step("s").Error.ShouldNotBeNull();
        (error.Kind, error.Message).ShouldBe(("expression", "hosts: no host and no group is named `wbe`; did you mean `web`?"));
    }

    [Fact]
    public async Task Variables_of_the_workflow_may_name_hosts()
    {
        var run = await new Bench { Inventory = Project() }.RunAsync("env: { DB: \"${{ host('db1').address }}\" }\nsteps: [{ id: s, uses: set, with: { a: \"${{ env.DB }}\" } }]");

        run.Step("s").Result.At("a").AsString().ShouldBe("10.0.0.5");
    }

    [Fact]
    public async Task Action_finds_a_host_with_how_to_log_in_and_the_password_is_masked_from_then_on()
    {
        InventoryHost? found = null;
        var bench = new Bench { Inventory = Project() }.When("peer", question =>
        {
            found = question.Context.FindHost("db1");
            question.Context.Log(LogLevel.Info, $"with {found!.Settings["password"]}");
            question.Context.FindHost("no-such-host").ShouldBeNull();
            return new(new Answer(200, found.Settings["password"]));
        });
        var run = await bench.RunAsync("steps: [{ uses: test.call }]");

        run.Finished.Outcome.ShouldBe(Outcome.Success);
        (found!.Address, found.Port, found.User, found.Settings["password"]).ShouldBe(("10.0.0.5", 2222, "postgres", "p4ssw0rd-of-db"));
        found.Settings["identity-file"].ShouldBe(Path.Combine(folder.FullName, "keys/db"));
        run.Text.ShouldNotContain("p4ssw0rd");
        run.Text.ShouldContain("with ***");
        reads.ShouldBe(1);
    }

    [Fact]
    public async Task Password_is_masked_from_the_beginning_where_the_workflow_names_hosts()
    {
        var run = await new Bench { Inventory = Project() }.RunAsync("name: p4ssw0rd-of-db\nsteps: [{ id: s, uses: set, with: { a: \"${{ host('db1').vars.note }}\" } }]");

        run.Text.ShouldNotContain("p4ssw0rd");
        run.Step("s").Result.At("a").AsString().ShouldBe("the password is ***");
    }

    [Fact]
    public async Task Nothing_is_read_while_nobody_asks_for_hosts()
    {
        await new Bench { Inventory = Project("hots: {}") }.RunAsync("steps: [{ uses: test.call }]");

        reads.ShouldBe(0);
    }

    [Fact]
    public async Task Host_that_misses_its_password_fails_the_step_that_connects_to_it_and_no_other()
    {
        var bench = new Bench { Inventory = Project() }
            .When("late", question => new(new Answer(200, question.Context.FindHost("late")!.Name)))
            .When("web1", question => new(new Answer(200, question.Context.FindHost("web1")!.Name)));
        var run = await bench.RunAsync("steps: [{ id: ok, uses: test.call, with: { peer: web1 } }, { id: bad, uses: test.call, with: { peer: late } }]");

        run.Step("ok").Outcome.ShouldBe(Outcome.Success);
        var error = run.Step("bad").Error.ShouldNotBeNull();
        error.Kind.ShouldBe("input");
        error.Message.ShouldStartWith("`host`: `sudo-password` of the host `late` comes from the environment variable NOT_SET, which is not set (inventory.yaml:");
    }

    [Fact]
    public async Task Inventory_that_cannot_be_read_fails_the_step_that_asks_for_a_host()
    {
        var bench = new Bench { Inventory = Project("hots: {}") }.When("peer", question => new(new Answer(200, question.Context.FindHost("a")?.Name ?? "none")));
        var run = await bench.RunAsync("steps: [{ id: s, uses: test.call }]");

        run.Step("s").Error!.Message.ShouldBe("`host`: whether the inventory knows it cannot be told: the inventory cannot be read: inventory.yaml:1:1: the inventory has no key `hots`");
    }

    [Fact]
    public async Task Run_without_an_inventory_knows_no_host()
    {
        InventoryHost? found = null;
        var run = await new Bench().When("peer", question =>
        {
            found = question.Context.FindHost("web1");
            return new(new Answer(200));
        }).RunAsync("steps: [{ uses: test.call }]");

        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
        found.ShouldBeNull();
    }

    [Fact]
    public void Plan_shows_hosts_of_files_and_masks_passwords()
    {
        var project = Project();
        var workflow = Bench.Compile("steps: [{ for-each: \"${{ hosts('web') }}\", as: host, uses: set, with: { a: \"${{ host.name }} ${{ host('db1').vars.note }}\" } }]", project);

        var step = RunPlan.Of(new() { Workflow = workflow, Actions = TestCatalogue.Instance, Inventory = project }).Jobs[0].Steps[0];

        step.Loop!.Items.Select(item => item.With.At("a").AsString()).ShouldBe(["web1 the password is ***", "web2 the password is ***", "web3 the password is ***"]);
    }

    [Fact]
    public void Plan_leaves_hosts_of_a_command_as_they_are_written()
    {
        var marker = Path.Combine(folder.FullName, "ran");
        var project = new ProjectInventory(() => [InventorySource.OfCommand(["touch", marker], TimeSpan.FromMinutes(1), folder.FullName, default)], static _ => null);
        var workflow = Bench.Compile("steps: [{ for-each: \"${{ inventory.web }}\", as: host, uses: set, with: { a: \"${{ host.name }}\" } }]", project);

        var step = RunPlan.Of(new() { Workflow = workflow, Actions = TestCatalogue.Instance, Inventory = project }).Jobs[0].Steps[0];

        (step.Loop!.Count, step.Loop.Written).ShouldBe((null, "${{ inventory.web }}"));
        File.Exists(marker).ShouldBeFalse();
    }
}
