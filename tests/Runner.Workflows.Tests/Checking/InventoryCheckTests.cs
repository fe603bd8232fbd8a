using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Checking;

public sealed class InventoryCheckTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    int found;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inventory_is_not_looked_for_unless_an_expression_names_hosts()
    {
        Check("steps: [{ uses: log, with: { message: \"${{ inputs.inventory }}\" } }]\ninputs: { inventory: { type: string, default: x } }", Project()).Workflow!.UsesInventory.ShouldBeFalse();

        found.ShouldBe(0);
        Check(Log("length(inventory.all)"), Project()).Workflow!.UsesInventory.ShouldBeTrue();
        Check(Log("host('web1').name"), Project()).Workflow!.UsesInventory.ShouldBeTrue();
        found.ShouldBe(2);
    }

    [Fact]
    public void Place_where_hosts_are_named_first_is_known_also_when_only_the_run_knows_which()
    {
        var (workflow, diagnostics) = Check("inputs: { which: { type: string, default: web } }\n" + Log("length(hosts(inputs.which))"), new(static () => [], static _ => null));

        diagnostics.ShouldBeEmpty();
        workflow!.HostsNamedAt!.Value.ToString().ShouldEndWith(":2:51");
        Check(Log("1"), Project()).Workflow!.HostsNamedAt.ShouldBeNull();
    }

    [Fact]
    public void Workflow_that_calls_one_which_names_hosts_uses_the_inventory()
    {
        folder.Write("called.yaml", Log("hosts('web')[0].name"));

        Check("steps: [{ uses: ./called.yaml }]", Project()).Workflow!.UsesInventory.ShouldBeTrue();
    }

    [Theory]
    [InlineData("join(inventory.WEB.*.name)")]
    [InlineData("inventory['web'][0].vars.whatever.it.is")]
    [InlineData("INVENTORY.all[0].groups[0]")]
    [InlineData("inventory[env.G]")]
    [InlineData("hosts(env.P)[0].address")]
    [InlineData("host(env.H).user || 'me'")]
    public void Expression_on_hosts_that_there_are_is_right(string expression) =>
        Check("env: { G: web, P: web, H: web1 }\n" + Log($"length({expression})"), Project()).Diagnostics.Where(each => each.Severity == Severity.Error).ShouldBeEmpty();

    [Fact]
    public void Groups_of_a_command_are_not_known_and_it_is_not_run()
    {
        var marker = folder.PathOf("ran");
        var project = new ProjectInventory(() => [InventorySource.OfCommand(["touch", marker], TimeSpan.FromMinutes(1), folder.Path, default)], static _ => null);

        var (workflow, diagnostics) = Check(Log("join(inventory.anything.*.name) && hosts('what:!ever')[0].name"), project);

        diagnostics.ShouldBeEmpty();
        workflow!.UsesInventory.ShouldBeTrue();
        File.Exists(marker).ShouldBeFalse();
        Check(Log("inventory.anything[0].nam"), project).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.UndefinedField);
    }

    [Fact]
    public void What_is_wrong_with_the_inventory_is_told_with_every_workflow_that_uses_it()
    {
        var path = folder.Write("inventory.yaml", "hots: {}");
        var project = new ProjectInventory(() => [InventorySource.OfFile(path, "inventory.yaml")], static _ => null);

        Check(Log("length(inventory.all)"), project).Diagnostics.ShouldHaveSingleItem().ToString().ShouldStartWith("inventory.yaml:1:1: error RUN0201");
        Check(Log("length(inventory.all)"), project).Diagnostics.ShouldHaveSingleItem();
        Check(Log("1"), project).Diagnostics.ShouldBeEmpty();
    }

    ProjectInventory Project()
    {
        var path = folder.Write("inventory.yaml", "hosts: { web1: {} }\ngroups: { web: { hosts: [web1] } }");
        return new(() =>
        {
            found++;
            return [InventorySource.OfFile(path)];
        }, static _ => null);
    }

    static string Log(string expression) => $"steps: [{{ uses: log, with: {{ message: \"${{{{ {expression} }}}}\" }} }}]";

    (CheckedWorkflow? Workflow, IReadOnlyList<Diagnostic> Diagnostics) Check(string text, ProjectInventory project)
    {
        var diagnostics = new DiagnosticBag();
        var workflow = WorkflowCompiler.Compile(new(folder.PathOf("test.yaml"), text), TestCatalogue.Instance, diagnostics, null, project);
        return (workflow, [.. diagnostics]);
    }
}
