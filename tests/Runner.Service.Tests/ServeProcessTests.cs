using System.Diagnostics;
using System.Net;
using Runner.Service.Tests.Fixtures;

namespace Runner.Service.Tests;

/// <summary>The program as people start it.</summary>
public sealed class ServeProcessTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-serve-").FullName;

    public ServeProcessTests()
    {
        Directory.CreateDirectory(Path.Combine(folder, "workflows"));
        File.WriteAllText(Path.Combine(folder, "runner.yaml"), "service: { drain: 5s }");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Health_and_metrics_are_served_until_it_is_told_to_end()
    {
        Write("check.yaml", "{ cron: \"* * * * * *\", overlap: allow }");
        var port = ServeProcess.FreePort();
        using var serve = ServeProcess.Start(folder, ["serve", "--listen", $"{port}", "--log", "json"]);
        await serve.SaysAsync("\"event\":\"run-ended\"");

        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        (await client.GetStringAsync("/healthz", ServedProject.Cancel)).ShouldBe("ok\n");
        (await client.GetStringAsync("/readyz", ServedProject.Cancel)).ShouldBe("ready\n");
        var metrics = await client.GetStringAsync("/metrics", ServedProject.Cancel);
        metrics.ShouldContain("runner_runs_total{workflow=\"check\",outcome=\"success\"}");
        metrics.ShouldContain("runner_start_lateness_seconds_bucket{le=\"+Inf\"}");
        metrics.ShouldContain("runner_queue_length");
        (await client.GetAsync("/other", ServedProject.Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        serve.Terminate();
        await serve.EndsAsync();
        serve.ExitCode.ShouldBe(0, serve.Output);
        serve.Output.ShouldContain("\"event\":\"ended\"");
    }

    [Fact]
    public async Task Commands_list_pause_resume_and_trigger_schedules()
    {
        Write("check.yaml", "{ cron: \"0 0 29 2 *\", name: leap }", "inputs: { n: { type: number, default: 1 } }\n");

        (await ServeProcess.RunAsync(folder, "schedule", "list")).Output.ShouldContain("workflows/check.yaml#leap  check  0 0 29 2 *  2028-02-29 00:00:00  -  active");
        (await ServeProcess.RunAsync(folder, "schedule", "next", "--count", "2")).Output.ShouldContain("2032-02-29 00:00:00");
        (await ServeProcess.RunAsync(folder, "schedule", "pause", "check")).Output.ShouldContain("paused workflows/check.yaml#leap");
        (await ServeProcess.RunAsync(folder, "schedule", "list")).Output.ShouldContain("paused");
        (await ServeProcess.RunAsync(folder, "schedule", "resume", "check")).Output.ShouldContain("resumed workflows/check.yaml#leap");
        var (code, wrong) = await ServeProcess.RunAsync(folder, "schedule", "pause", "chek");
        (code, wrong.Contains("did you mean `check`?", StringComparison.Ordinal)).ShouldBe((2, true), wrong);
        (await ServeProcess.RunAsync(folder, "schedule", "trigger", "check", "-i", "n=x")).ExitCode.ShouldBe(2);

        using var serve = ServeProcess.Start(folder, ["serve"]);
        await serve.SaysAsync("ready");
        var (done, id) = await ServeProcess.RunAsync(folder, "schedule", "trigger", "check", "-i", "n=2");
        done.ShouldBe(0, id);
        await serve.SaysAsync($"run={id.Trim()} outcome=success");
    }

    [Fact]
    public async Task Trigger_that_waits_shows_the_run_and_ends_as_it_does()
    {
        const string Never = "{ cron: \"0 0 29 2 *\" }";
        Write("good.yaml", Never);
        File.WriteAllText(Path.Combine(folder, "workflows", "bad.yaml"), $"on: {{ schedule: {Never} }}\nsteps: [{{ uses: fail, with: {{ message: no good }} }}]\n");
        File.WriteAllText(Path.Combine(folder, "workflows", "secret.yaml"), $"on: {{ schedule: {Never} }}\nsecrets: [NOT_SET]\nsteps: [{{ uses: log, with: {{ message: a }} }}]\n");
        File.WriteAllText(Path.Combine(folder, "workflows", "slow.yaml"), $"on: {{ schedule: {Never} }}\nsteps: [{{ uses: delay, with: {{ for: 10m }} }}]\n");
        using var early = ServeProcess.Start(folder, ["schedule", "trigger", "good", "--wait", "--log", "plain"]);
        await early.SaysAsync("waits: nobody serves: start `runner serve`");
        using var serve = ServeProcess.Start(folder, ["serve"]);
        await early.EndsAsync();
        (early.ExitCode, early.Output.Contains("log   log  hello", StringComparison.Ordinal)).ShouldBe((0, true), early.Output);

        var (code, output) = await ServeProcess.RunAsync(folder, "schedule", "trigger", "bad", "--wait", "--log", "plain");
        (code, output.Contains("no good", StringComparison.Ordinal)).ShouldBe((3, true), output);
        (code, output) = await ServeProcess.RunAsync(folder, "schedule", "trigger", "secret", "--wait");
        (code, output.Contains("the secret `NOT_SET` is not set", StringComparison.Ordinal)).ShouldBe((2, true), output);
        using var slow = ServeProcess.Start(folder, ["schedule", "trigger", "slow", "--wait", "--log", "plain"]);
        await slow.SaysAsync("run   slow");
        (await ServeProcess.RunAsync(folder, "runs", "cancel", "last")).ExitCode.ShouldBe(0);
        await slow.EndsAsync();
        slow.ExitCode.ShouldBe(130, slow.Output);
    }

    [Fact]
    public async Task Inputs_in_which_a_secret_stands_are_sealed_and_the_run_has_them()
    {
        File.WriteAllText(Path.Combine(folder, "workflows", "send.yaml"), """
            on: { schedule: { cron: "0 0 29 2 *" } }
            secrets: [TOKEN]
            inputs: { auth: { default: "" }, region: { default: eu } }
            concurrency: { group: "send-${{ inputs.auth }}" }
            steps: [{ uses: log, with: { message: "${{ inputs.region }} ${{ length(inputs.auth) }} ${{ inputs.auth }}" } }]
            """);
        // The service has another one: what was given is masked all the same.
        using var serve = ServeProcess.Start(folder, ["serve"], new Dictionary<string, string> { ["TOKEN"] = "another-secret" });
        await serve.SaysAsync("ready");
        using var trigger = ServeProcess.Start(folder, ["schedule", "trigger", "send", "--wait", "--log", "plain", "-i", "auth=Bearer hush-hush-1", "-i", "region=us"], new Dictionary<string, string> { ["TOKEN"] = "hush-hush-1" });
        await trigger.EndsAsync();

        trigger.ExitCode.ShouldBe(0, trigger.Output);
        trigger.Output.ShouldContain("log   log  us 18 ***");
        (await ServeProcess.RunAsync(folder, "runs", "list", "--json")).Output.ShouldContain("\"Bearer ***\"");
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "state"), "runner.db*")) File.ReadAllBytes(file).AsSpan().IndexOf("hush-hush-1"u8).ShouldBe(-1, file);
        serve.Output.ShouldNotContain("hush-hush-1");
    }

    [Fact]
    public async Task Run_of_the_service_is_retried_here_or_queued_again_with_its_options()
    {
        File.WriteAllText(Path.Combine(folder, "workflows", "two.yaml"), """
            on: { schedule: { cron: "0 0 29 2 *" } }
            inputs: { word: { default: none } }
            jobs:
              fine: { steps: [{ uses: log, with: { message: "fine ${{ inputs.word }}" } }] }
              bad: { steps: [{ uses: fail, with: { message: "bad ${{ inputs.word }}" } }] }
            """);
        using var serve = ServeProcess.Start(folder, ["serve"]);
        await serve.SaysAsync("ready");
        (await ServeProcess.RunAsync(folder, "schedule", "trigger", "two", "--wait", "-i", "word=given")).ExitCode.ShouldBe(3);

        var (code, here) = await ServeProcess.RunAsync(folder, "runs", "retry", "last", "--failed-only", "--log", "plain");
        (code, here.Contains("bad given", StringComparison.Ordinal), here.Contains("fine given", StringComparison.Ordinal)).ShouldBe((3, true, false), here);
        (code, var id) = await ServeProcess.RunAsync(folder, "runs", "retry", "last", "--queue");
        code.ShouldBe(0, id);
        await serve.SaysAsync($"run={id.Trim()} outcome=failure");
        var logs = (await ServeProcess.RunAsync(folder, "runs", "logs", id.Trim(), "--log", "plain")).Output;
        (logs.Contains("bad given", StringComparison.Ordinal), logs.Contains("fine given", StringComparison.Ordinal)).ShouldBe((true, false), logs);
        (code, id) = await ServeProcess.RunAsync(folder, "runs", "retry", "last", "--queue", "-i", "wort=x");
        (code, id.Contains("did you mean `word`?", StringComparison.Ordinal)).ShouldBe((2, true), id);
    }

    [Fact]
    [Trait("guarantee", "23")]
    public async Task Program_that_a_killed_process_had_started_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        var pid = Path.Combine(folder, "pid");
        File.WriteAllText(Path.Combine(folder, "workflows", "long.yaml"), $$"""
            on: { schedule: { cron: "0 0 29 2 *" } }
            steps: [{ uses: exec, with: { command: [sh, -c, "echo $$ > {{pid}}.new; mv {{pid}}.new {{pid}}; exec sleep 300"] } }]
            """);
        using var serve = ServeProcess.Start(folder, ["serve"]);
        await serve.SaysAsync("ready");
        (await ServeProcess.RunAsync(folder, "schedule", "trigger", "long")).ExitCode.ShouldBe(0);
        await ServedProject.UntilAsync(() => Task.FromResult(File.Exists(pid)), "the program runs", 60);
        using var program = Process.GetProcessById(int.Parse(File.ReadAllText(pid), System.Globalization.CultureInfo.InvariantCulture));

        serve.Kill();
        await serve.EndsAsync();

        program.HasExited.ShouldBeFalse();
        program.Kill();
    }

    [Fact]
    public async Task Times_that_a_change_of_clocks_leaves_out_come_once_after_the_gap()
    {
        var library = Faketime();
        // Made up for: how long the process takes to start is not to decide.
        Write("night.yaml", "{ cron: \"30 2 * * *\", timezone: Europe/Paris, misfire: run-once }");
        Write("hourly.yaml", "{ cron: \"30 * * * *\", timezone: Europe/Paris, misfire: run-once }");
        var clock = Path.Combine(folder, "clock");
        // 01:40 in Paris; at 02:00 it is 03:00.
        File.WriteAllText(clock, "@2026-03-29 00:40:00");
        using var serve = ServeProcess.Start(folder, ["serve", "--log-level", "debug"], FakedBy(library, clock));
        await serve.SaysAsync("ready");

        File.WriteAllText(clock, "@2026-03-29 01:00:00");
        await serve.SaysAsync("slot-queued      schedule=workflows/night.yaml#1 slot=2026-03-29T01:00:00Z");
        File.WriteAllText(clock, "@2026-03-29 01:30:00");
        await serve.SaysAsync("slot-queued      schedule=workflows/hourly.yaml#1 slot=2026-03-29T01:30:00Z");

        serve.Output.Split('\n').Count(line => line.Contains("slot-queued", StringComparison.Ordinal) && line.Contains("night.yaml", StringComparison.Ordinal)).ShouldBe(1, serve.Output);
    }

    [Fact]
    public async Task Broken_file_fails_validation_and_what_is_right_is_served()
    {
        Write("good.yaml", "{ cron: \"0 0 29 2 *\" }");
        Write("broken.yaml", "{ cron: \"0 0 30 2 *\" }");

        (await ServeProcess.RunAsync(folder, "validate", "workflows")).ExitCode.ShouldBe(2);
        using var serve = ServeProcess.Start(folder, ["serve"]);
        await serve.SaysAsync("schedules=1 broken=1");

        serve.Output.ShouldContain("workflows/broken.yaml:1:25: `0 0 30 2 *` never comes: FEB has no day 30");
    }

    [Fact]
    public async Task Clock_that_is_set_forward_makes_missed_starts_up_as_their_schedules_say()
    {
        var library = Faketime();
        Write("skipped.yaml", "{ cron: \"0 * * * *\" }");
        Write("once.yaml", "{ cron: \"0 * * * *\", misfire: run-once }");
        Write("all.yaml", "{ cron: \"0 * * * *\", misfire: run-all, misfire-window: 3h }");
        var clock = Path.Combine(folder, "clock");
        File.WriteAllText(clock, "@2026-03-28 10:10:00");
        using var serve = ServeProcess.Start(folder, ["serve", "--log-level", "debug"], FakedBy(library, clock));
        await serve.SaysAsync("ready");
        serve.Output.ShouldContain("2026-03-28 10:1");

        File.WriteAllText(clock, "@2026-03-28 15:30:00");

        await serve.SaysAsync("schedule=workflows/all.yaml#1 slot=2026-03-28T15:00:00Z");
        await serve.SaysAsync("schedule=workflows/once.yaml#1 slot=2026-03-28T15:00:00Z");
        await serve.SaysAsync("schedule=workflows/skipped.yaml#1 slot=2026-03-28T15:00:00Z why=\"missed");
        serve.Output.ShouldContain("slot-queued      schedule=workflows/all.yaml#1 slot=2026-03-28T13:00:00Z");
        serve.Output.ShouldContain("slot-queued      schedule=workflows/all.yaml#1 slot=2026-03-28T14:00:00Z");
        serve.Output.ShouldNotContain("slot-queued      schedule=workflows/once.yaml#1 slot=2026-03-28T14:00:00Z");

        // Set back: what was decided is not decided again.
        File.WriteAllText(clock, "@2026-03-28 14:59:58");
        await Task.Delay(5000, ServedProject.Cancel);
        serve.Output.Split('\n').Count(line => line.Contains("slot-queued", StringComparison.Ordinal) && line.Contains("once.yaml", StringComparison.Ordinal)).ShouldBe(1, serve.Output);
    }

    static string Faketime()
    {
        var library = Directory.Exists("/usr/lib") ? Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories).FirstOrDefault() : null;
        Assert.SkipWhen(library is null, "missing peer: faketime");
        return library!;
    }

    /// <summary>What a process has to find around it to take the clock of a file for the clock.</summary>
    static Dictionary<string, string> FakedBy(string library, string clock) => new()
    {
        ["LD_PRELOAD"] = library,
        ["FAKETIME_TIMESTAMP_FILE"] = clock,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["DONT_FAKE_MONOTONIC"] = "1",
    };

    void Write(string file, string schedule, string more = "") =>
        File.WriteAllText(Path.Combine(folder, "workflows", file), $"on: {{ schedule: {schedule} }}\n{more}steps: [{{ uses: log, with: {{ message: hello }} }}]\n");
}
