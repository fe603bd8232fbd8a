using Runner.EndToEnd.Tests.Fixtures;
using Runner.Plugins.Tests.Peers;

namespace Runner.EndToEnd.Tests;

/// <summary>The workflows of the repository, as they are shipped.</summary>
public sealed class ReadyWorkflowTests : IDisposable
{
    static readonly string ApiSmoke = Repository.PathOf("workflows/api-smoke.yaml");

    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    /// <summary>Those for the hosts of an inventory, which nothing can bring along.</summary>
    static readonly string[] ForFleets = ["disk-space.yaml", "fleet-uptime.yaml", "log-collect.yaml", "rolling-restart.yaml"];

    public static TheoryData<string> ThatBringTheirServer => [.. All.Select(row => row.Data).Except(ForFleets)];

    public static TheoryData<string> All => [.. Directory.GetFiles(Repository.PathOf("workflows"), "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Ready_workflow_is_valid_without_a_warning_and_laid_out_as_fmt_does(string name)
    {
        var file = Repository.PathOf($"workflows/{name}");

        var valid = await here.RunAsync("validate", "--strict", file);
        var formatted = await here.RunAsync("fmt", "--check", file);

        valid.ExitCode.ShouldBe(0, valid.Out + valid.Error);
        formatted.ExitCode.ShouldBe(0, formatted.Out + formatted.Error);
    }

    /// <summary>Without inputs each of them serves what it looks at, and leaves the rest of the world alone.</summary>
    [Theory]
    [MemberData(nameof(ThatBringTheirServer))]
    public async Task Ready_workflow_passes_without_inputs(string name)
    {
        var ran = await here.RunAsync("run", Repository.PathOf($"workflows/{name}"));

        ran.ExitCode.ShouldBe(0, ran.Out + ran.Error);
        ran.Error.ShouldBeEmpty();
        ran.Out.ShouldContain("passed");
    }

    [Fact]
    public async Task Api_smoke_judges_an_api_of_ones_own()
    {
        await using var nginx = await NginxPeer.StartAsync(server: """
            location = /v1/ready { default_type application/json; return 200 '{"up":true}'; }
            location = /v1/orders/7 { default_type application/json; return 200 '{"id":7,"total":"12.50"}'; }
            location = /v1/latest { return 302 /v1/orders/7; }
            location = /v1/orders {
              default_type application/json;
              set $next '</v1/orders?page=2>; rel="next"';
              if ($arg_page = 2) { set $next ''; return 200 '[{"id":8}]'; }
              add_header Link $next;
              return 200 '[{"id":7}]';
            }
            """);
        string[] run = ["run", ApiSmoke, "--input", $"url=http://127.0.0.1:{nginx.Port}/v1", "--input", "within=20s", "--input", "health=ready", "--log", "json"];
        string[] all = [.. run, "--input", "document=orders/7", "--input", "redirect=latest", "--input", "list=orders", "--input", "token=a-token-of-ours"];

        var fine = await here.RunAsync([.. all, "--input", "schema={ required: [id, total] }"]);
        var wrong = await here.RunAsync([.. all, "--input", "schema={ properties: { total: { type: number } } }"]);
        var less = await here.RunAsync([.. run, "--input", "document=", "--input", "redirect=", "--input", "list="]);

        fine.ExitCode.ShouldBe(0, fine.Out + fine.Error);
        fine.Of("step-finished").Single(step => step.GetProperty("step").GetProperty("uses").GetString() == "http.pages")
            .GetProperty("result").GetProperty("count").GetInt32().ShouldBe(2);
        fine.Out.ShouldNotContain("a-token-of-ours");
        wrong.ExitCode.ShouldBe(3, wrong.Out + wrong.Error);
        wrong.Out.ShouldContain("/total: must be a number");
        less.ExitCode.ShouldBe(0, less.Out + less.Error);
        less.Of("run-finished").Single().GetProperty("succeeded").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Api_smoke_tells_of_a_missing_page_that_is_answered_as_if_it_were_there()
    {
        await using var nginx = await NginxPeer.StartAsync(server: "location / { return 200 'welcome'; }");

        var ran = await here.RunAsync(
            "run", ApiSmoke, "--input", $"url=http://127.0.0.1:{nginx.Port}", "--input", "within=20s", "--input", "document=", "--input", "redirect=", "--input", "list=");

        ran.ExitCode.ShouldBe(1, ran.Out + ran.Error);
        ran.Out.ShouldContain("`result.status` was 200");
    }
}
