using System.Text.Json;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

public sealed class RunTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task The_health_check_serves_its_own_api_and_passes()
    {
        var ended = await here.RunAsync("run", Repository.HealthCheck);

        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        ended.Error.ShouldBeEmpty();
        foreach (var said in new[] { "health-check", "Who am I?", "attempt 1 of 5", "3 attempts", "passed", "4 ok" }) ended.Out.ShouldContain(said);
        ended.Out.ShouldNotContain("5f3c1d-stub-token");
    }

    [Fact]
    public async Task The_health_check_checks_another_service()
    {
        await using var peer = Peer.Saying(Peer.Answer("fine"));
        var ended = await here.RunAsync("run", Repository.HealthCheck, "--input", $"url=http://127.0.0.1:{peer.Port}/up");

        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        ended.Out.ShouldContain($"GET http://127.0.0.1:{peer.Port}/up");
        ended.Out.ShouldContain("3 skipped");
    }

    [Theory]
    [InlineData(1, "steps: [{ id: s, uses: http.serve, with: { routes: [{ path: /, status: 500 }] } }, { uses: http.get, with: { url: \"${{ steps.s.result.url }}/\" } }]")]
    [InlineData(2, "steps: [{ uses: http.gte }]")]
    [InlineData(2, "secrets: [NOT_SET_ANYWHERE]\nsteps: [{ uses: http.get, with: { url: \"http://127.0.0.1/${{ secrets.NOT_SET_ANYWHERE }}\" } }]")]
    [InlineData(3, "steps: [{ uses: http.get, with: { url: \"http://127.0.0.1:1/\" } }]")]
    [InlineData(3, "steps: [{ uses: http.get, with: { url: \"no url\" } }]")]
    public async Task The_exit_code_says_what_went_wrong(int code, string workflow)
    {
        var ended = await here.Write("check.yaml", workflow).RunAsync("run", "check.yaml");
        ended.ExitCode.ShouldBe(code, ended.Error + ended.Out);
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task Every_json_line_is_an_event_of_the_schema()
    {
        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.PathOf("docs/events.schema.json"), TestContext.Current.CancellationToken));
        var fields = schema.RootElement.GetProperty("oneOf").EnumerateArray().ToDictionary(
            type => type.GetProperty("properties").GetProperty("type").GetProperty("const").GetString()!,
            type => type.GetProperty("properties").EnumerateObject().Select(field => field.Name).ToArray());

        var ended = await here.RunAsync("run", Repository.HealthCheck, "--log", "json", "--log-file", "run.log");

        ended.ExitCode.ShouldBe(0, ended.Error);
        foreach (var line in ended.Events)
        {
            var type = line.GetProperty("type").GetString()!;
            fields.Keys.ShouldContain(type);
            line.EnumerateObject().Select(field => field.Name).ShouldBe(fields[type], ignoreOrder: true, type);
        }

        ended.Events.Select(line => line.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, ended.Events.Count));
        ended.Events.Select(line => line.GetProperty("runId").GetString()).Distinct().Count().ShouldBe(1);
        foreach (var type in new[] { "run-started", "job-started", "step-started", "attempt-started", "retry-scheduled", "connection-opened", "connection-closed", "step-finished", "job-finished", "run-finished" })
            ended.Of(type).ShouldNotBeEmpty(type);
        (await File.ReadAllTextAsync(here["run.log"], TestContext.Current.CancellationToken)).ShouldBe(ended.Out);
    }

    [Fact]
    public async Task A_pipe_that_is_closed_early_is_no_reason_for_a_trace()
    {
        var ended = await here.RunProgramAsync("/bin/sh", "-c", $"'{Repository.Program}' run '{Repository.HealthCheck}' --log json | head -1; '{Repository.Program}' plugins show http | head -1; '{Repository.Program}' --help | true");

        ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2, ended.Out);
        ended.Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("plugins show http")]
    [InlineData("--help")]
    public async Task An_output_without_room_is_told_in_a_line(string command)
    {
        if (!File.Exists("/dev/full")) Assert.Skip("no /dev/full on this system");
        var ended = await here.RunProgramAsync("/bin/sh", "-c", $"'{Repository.Program}' {command} > /dev/full");

        ended.ExitCode.ShouldBe(2);
        ended.Error.ShouldBe("error: No space left on device\n");
    }

    [Fact]
    public async Task Two_thousand_steps_run_in_reasonable_time()
    {
        var steps = string.Concat(Enumerable.Range(0, 2000).Select(i => $"  - {{ id: s{i}, uses: http.get, with: {{ url: \"${{{{ steps.stub.result.url }}}}/?n={i}\" }}, expect: result.status == 200 }}\n"));
        here.Write("many.yaml", "steps:\n  - { id: stub, uses: http.serve, with: { routes: [{ path: / }] } }\n" + steps);

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var ended = await here.RunAsync("run", "many.yaml", "--log", "json");

        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Of("run-finished").Single().GetProperty("succeeded").GetInt32().ShouldBe(2001);
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_third_partys_plugin_runs_when_its_folder_is_in_the_configuration()
    {
        Directory.Exists(Repository.DnsPlugin).ShouldBeTrue();
        here.Write("runner.yaml", $"plugins: [\"{Repository.DnsPlugin}\"]").Write("lookup.yaml", "steps: [{ uses: names.lookup, with: { name: localhost } }]");

        var ended = await here.RunAsync("run", "lookup.yaml", "--log", "json");

        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        ended.Error.ShouldBeEmpty();
        ended.Step("1").GetProperty("result").GetProperty("addresses").EnumerateArray().Select(address => address.GetString()).ShouldContain(address => address == "127.0.0.1" || address == "::1");
    }
}
