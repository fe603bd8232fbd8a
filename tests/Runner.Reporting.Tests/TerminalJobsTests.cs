using Runner.Engine.Events;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

/// <summary>Several jobs, loops and called workflows at a terminal.</summary>
public sealed class TerminalJobsTests : IDisposable
{
    readonly ManualTime time = new();
    readonly Screen screen = new(80, 40);
    readonly TerminalReporter reporter;

    public TerminalJobsTests() => reporter = ReporterOf(live: true);

    public void Dispose()
    {
        reporter.Dispose();
        screen.Dispose();
    }

    TerminalReporter ReporterOf(bool live) => new(screen, new(Color: true, Unicode: true, live, () => new(80, 40)), time);

    void Observe(params RunEvent[] events)
    {
        foreach (var runEvent in events) reporter.Observe(runEvent);
    }

    /// <summary>What is shown below the head of the run, spinners all the same.</summary>
    List<string> Shown => [.. screen.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line[2] is >= '⠀' and <= '⣿' ? "  ⠿" + line[3..] : line)];

    void ObserveItems(int count, int after = 0, int failed = 0, int milliseconds = 0)
    {
        for (var item = after; item < after + count; item++)
        {
            var job = "hosts[" + item + "]";
            Observe(new JobStarted(job) { Name = "hosts", Item = "h" + item }, new StepStarted(Fleet.Check(item)), new RetryScheduled(Fleet.Check(item), 1, 2, Ms(1), "down", null), new ConnectionOpened(Fleet.Check(item), "x"));
            time.Advance(milliseconds);
            var fails = item < after + failed;
            Observe(fails ? Fleet.Down(Fleet.Check(item)) : Ok(Fleet.Check(item)), new JobFinished(job, fails ? Outcome.Failure : Outcome.Success, Ms(1)));
        }
    }

    [Fact]
    public void Run_of_several_jobs_ends_with_a_row_for_each_and_the_outputs()
    {
        Observe(Fleet.Events);

        screen.Text.ShouldBe("""

              fleet  fleet.yaml · 7 steps

              ⇄ held / Hold  http://127.0.0.1:41233
              ⇄ Hosts (web2) / Check  http://web2
              ✗ Hosts (web2) / Check  connection: Refused.                              2ms
              ✓ Hosts (web1) / Check  200 OK                                           12ms
              ✓ The database / Check  200 OK                                           12ms
              ✗ The database  expression: `outputs.x` is a list.                       13ms
              ✗ Hosts  continues · 1 of 3 items succeeded, 2 failed                    30ms
              – last  a job that it needs did not run
              ■ held / Hold  the job took longer than 2s                                 2s
              ✗ held  timeout: the job took longer than 2s                               2s
              ✓ get (/a)  200 OK                                                       12ms
              ✓ get (/b)  200 OK                                                       12ms
              ✓ get  2 items succeeded                                                 25ms
              ✓ Tell the team / Post  200 OK                                           12ms
              ✓ Tell the team / Mail / Send  200 OK                                    12ms
              ✓ Tell the team                                                          12ms

              ✗ Hosts (web2) / Check
                error connection: Refused.

              ✗ The database
                error expression: `outputs.x` is a list.
                  at fleet.yaml:9:3

              ✗ held
                error timeout: the job took longer than 2s

              outputs
                status = 200
                hosts = ["web1","db"]
                none = null

              ────────────────────────────────────────────
                job     items  ok  failed  cancelled  time
              ✓ fleet           5       0          0  80ms
              ✗ Hosts     1/3   2       1          0  30ms
              ✗ held            0       0          1    2s
              – last            0       0          0
              ✓ Deploy          0       0          0   1ms
              ────────────────────────────────────────────
              ✗ failed  7 ok, 1 failed, 1 skipped, 1 cancelled in 1.24s

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Items_of_a_long_loop_are_only_counted_while_they_succeed()
    {
        Observe(Started with { Description = null }, new JobStarted("hosts") { Items = 1000 });
        ObserveItems(200, failed: 1, milliseconds: 10);
        time.Advance(84);

        Shown.ShouldBe(
            [
                "  ✗ hosts (h0) / Check  connection: Refused.                                2ms",
                "  ⠿ hosts  ━━────────  20%  200/1000  1 failed  ~8s left                   2.0s",
            ]);

        Observe(new JobFinished("hosts", Outcome.Failure, Ms(2000)) { Items = new(1000, 199, 1, 800, 0) });
        time.Advance(84);
        Shown[^1].ShouldBe("  ✗ hosts  199 of 1000 items succeeded, 1 failed, 800 skipped                2s");
    }

    [Fact]
    public void Items_of_a_long_step_loop_are_only_counted_too()
    {
        Observe(Started with { Description = null }, new StepStarted(Ready) { Items = 11 });
        for (var item = 0; item < 5; item++) Observe(new StepStarted(new(Ready.Path + "[" + item + "]", "x", "y")), Ok(new(Ready.Path + "[" + item + "]", "x", "y")));
        time.Advance(252);

        Shown.ShouldBe(["  ⠿ GET /ready  ━━━━──────  45%  5/11                                      0.3s"]);
    }

    [Fact]
    public void Items_of_a_short_loop_have_a_line_each()
    {
        Observe(Started with { Description = null }, new JobStarted("hosts") { Items = 10 });
        ObserveItems(10);
        Shown.Count(line => line.Contains("✓ hosts (h", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public void Items_have_a_line_each_where_nothing_can_be_redrawn()
    {
        using var still = ReporterOf(live: false);
        still.Observe(Started);
        still.Observe(new JobStarted("hosts") { Items = 1000 });
        still.Observe(Ok(Fleet.Check(5)));
        still.Observe(new JobWaiting("deploy", "staging"));

        screen.Text.ShouldContain("✓ hosts[5] / Check  200 OK");
        screen.Text.ShouldContain("↻ deploy  waits for a place in staging");
    }

    [Fact]
    public void Many_failures_of_a_long_loop_are_only_counted()
    {
        Observe(Started with { Description = null }, new JobStarted("hosts") { Items = 1000 });
        ObserveItems(1000, failed: 1000);
        Observe(new JobFinished("hosts", Outcome.Failure, Ms(2000)) { Items = new(1000, 0, 1000, 0, 0) }, Finished(Outcome.Failure, ok: 0, failed: 1000));

        Shown.Count(line => line.StartsWith("  ✗ hosts (h", StringComparison.Ordinal)).ShouldBe(60);
        Shown.ShouldContain("  … hosts  more failures are only counted");
        Shown.ShouldContain("  … and 990 more failed steps");
    }

    [Fact]
    public void Estimate_follows_a_loop_that_becomes_slower_and_goes_when_it_is_wrong()
    {
        Observe(Started with { Description = null }, new JobStarted("hosts") { Items = 1000 });
        ObserveItems(500, milliseconds: 10);
        ObserveItems(12, after: 500, milliseconds: 1000);
        time.Advance(84);
        // At the first rate it would be five seconds, over all 16.
        Shown.ShouldHaveSingleItem().ShouldContain("512/1000  ~7m 07s left");

        time.Advance(600_000);
        Shown.ShouldHaveSingleItem().ShouldNotContain("left");
    }

    [Fact]
    public void Job_that_waits_for_a_group_is_shown_until_it_begins_or_ends()
    {
        Observe(Started with { Description = null }, new JobWaiting("", "all"));
        time.Advance(252);
        Shown.ShouldBe(["  ↻ the run  waits for a place in all                                      0.3s"]);

        Observe(new JobStarted("main"), new JobWaiting("deploy", "staging"), new JobWaiting("other", "staging"));
        time.Advance(252);
        Shown.Select(line => line[..40]).ShouldBe(["  ↻ deploy  waits for a place in staging", "  ↻ other  waits for a place in staging "]);

        Observe(new JobStarted("deploy"), new JobFinished("other", Outcome.Cancelled, Ms(9)) { Error = new("cancelled", "the run was cancelled") });
        time.Advance(84);
        Shown.ShouldBe(["  ■ other  the run was cancelled                                            9ms"]);
    }

    [Fact]
    public void Called_workflow_that_waited_for_a_group_is_no_longer_shown_when_its_first_job_begins()
    {
        Observe(Started with { Description = null }, new JobStarted("main"), new StepStarted(Fleet.Tell), new JobWaiting("main/tell", "mail"));
        time.Advance(252);
        Shown.Select(line => line[..17]).ShouldBe(["  ⠿ Tell the team", "  ↻ Tell the team"]);

        Observe(new JobStarted("main/tell/main"));
        time.Advance(84);
        Shown.ShouldHaveSingleItem().ShouldStartWith("  ⠿ Tell the team");
    }

    [Fact]
    public void Hundred_thousand_items_leave_a_few_lines()
    {
        Observe(Started with { Description = null }, new JobStarted("hosts") { Items = 100_000 });
        ObserveItems(100_000);
        Observe(new JobFinished("hosts", Outcome.Success, Ms(2000)) { Items = new(100_000, 100_000, 0, 0, 0) }, Finished(Outcome.Success, ok: 100_000));

        screen.Writes.ShouldBeLessThan(10);
        Shown.ShouldBe(
            [
                "  ✓ hosts  100000 items succeeded                                            2s",
                "  ────────────────────────────────────",
                "    job            items      ok  time",
                "  ✓ hosts  100000/100000  100000    2s",
                "  ────────────────────────────────────",
                "  ✓ passed  100000 ok in 1.24s",
            ]);
    }

    [Fact]
    public void Run_that_fails_of_itself_says_why()
    {
        Observe(Started, Finished(Outcome.Failure, ok: 0) with { Error = new("expression", "`jobs.x` is not there.") { Location = "checks.yaml:3:7" } });

        screen.Text.ShouldContain("  ✗ api-health\n    error expression: `jobs.x` is not there.\n      at checks.yaml:3:7\n");
    }
}
