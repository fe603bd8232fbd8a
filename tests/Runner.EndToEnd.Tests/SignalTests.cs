using System.Diagnostics;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

public sealed class SignalTests : IDisposable
{
    readonly Workplace here = new();

    public SignalTests() => here.Write("slow.yaml", """
        steps:
          - id: stub
            uses: http.serve
            with: { routes: [{ path: /slow, delay: 1h }, { path: /quick }] }
          - { id: slow, uses: http.get, with: { url: "${{ steps.stub.result.url }}/slow" } }
          - { id: next, uses: http.get, with: { url: "${{ steps.stub.result.url }}/quick" } }
          - { id: cleanup, if: always(), uses: http.get, with: { url: "${{ steps.stub.result.url }}/quick" } }
        """).Write("stubborn.yaml", """
        steps:
          - id: stub
            uses: http.serve
            with: { routes: [{ path: /slow, delay: 1h }] }
          - { id: slow, uses: http.get, with: { url: "${{ steps.stub.result.url }}/slow" } }
          - { id: cleanup, if: always(), uses: http.get, with: { url: "${{ steps.stub.result.url }}/slow" } }
        """);

    public void Dispose() => here.Dispose();

    [Theory]
    [InlineData("SIGINT")]
    [InlineData("SIGTERM")]
    [InlineData("SIGHUP")]
    public async Task A_signal_ends_the_run_cleanly(string signal)
    {
        using var running = here.Start("run", "slow.yaml", "--log", "json");
        await running.SeeAsync("\"step-started\",\"runId\":");
        await running.SeeAsync("main/slow");
        if (signal == "SIGINT") running.Interrupt();
        else if (signal == "SIGTERM") running.Terminate();
        else running.HangUp();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Error);
        ended.Of("step-finished").Select(step => step.GetProperty("outcome").GetString()).ShouldBe(["success", "cancelled", "skipped", "success"]);
        ended.Of("connection-closed").Count().ShouldBe(1);
        ended.Of("run-finished").Single().GetProperty("outcome").GetString().ShouldBe("cancelled");
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task A_signal_ends_the_run_cleanly_after_garbage_collections_too()
    {
        // Collections every few kilobytes, and steps enough for the finalizers to have run long before the slow one.
        here.With("DOTNET_GCgen0size", "0x10000");
        var quick = string.Concat(Enumerable.Repeat("""

              - { uses: http.get, with: { url: "${{ steps.stub.result.url }}/quick" } }
            """, 300));
        here.Write("busy.yaml", $$$"""
            steps:
              - id: stub
                uses: http.serve
                with: { routes: [{ path: /slow, delay: 1h }, { path: /quick }] }{{{quick}}}
              - { id: slow, uses: http.get, with: { url: "${{ steps.stub.result.url }}/slow" } }
            """);
        using var running = here.Start("run", "busy.yaml", "--log", "json");
        await running.SeeAsync("main/slow");
        running.Interrupt();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Error);
        ended.Of("run-finished").Single().GetProperty("outcome").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_signal_ends_the_programs_that_a_step_started()
    {
        here.Write("program.yaml", """
            steps:
              - id: program
                uses: exec
                with: { command: [sh, -c, 'echo $$ > first; (setsid sh -c "echo \$\$ > second; sleep 3600" &); while :; do sleep 3600; done'] }
                timeout: 1h
            """);
        using var running = here.Start("run", "program.yaml", "--log", "json");
        await running.SeeAsync("main/program");
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!(Has("first") && Has("second")) && DateTime.UtcNow < deadline) await Task.Delay(20, TestContext.Current.CancellationToken);
        var ids = new[] { "first", "second" }.Select(name => File.ReadAllText(here[name]).Trim()).ToList();
        running.Interrupt();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Error);
        ids.ShouldAllBe(id => !Directory.Exists($"/proc/{id}") || File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal));

        bool Has(string name) => File.Exists(here[name]) && new FileInfo(here[name]).Length > 0;
    }

    [Fact]
    public async Task A_second_signal_ends_the_program_at_once()
    {
        using var running = here.Start("run", "stubborn.yaml", "--log", "json");
        await running.SeeAsync("main/slow");
        running.Interrupt();
        await running.SeeAsync("main/cleanup");
        var started = Stopwatch.GetTimestamp();
        running.Interrupt();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Error);
        ended.Of("run-finished").ShouldBeEmpty();
        // Thirty seconds would be the limit of what runs after a cancellation.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task A_signal_ends_plain_lines_cleanly_and_keeps_the_next_file_from_running()
    {
        using var running = here.Start("run", "slow.yaml", "slow.yaml", "--log", "plain");
        await running.SeeAsync("http://127.0.0.1");
        running.Interrupt();
        var ended = await running.EndAsync();

        ended.ExitCode.ShouldBe(130, ended.Error);
        ended.Out.ShouldContain("cancelled");
        ended.Out.Split('\n').Count(line => line.StartsWith("run ", StringComparison.Ordinal)).ShouldBe(1, ended.Out);
        ended.ShouldHaveNoTrace();
    }
}
