using Runner.Engine.Events;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

/// <summary>Several jobs, loops and called workflows as plain lines.</summary>
public sealed class PlainJobsTests
{
    static string Report(params RunEvent[] events)
    {
        var writer = new StringWriter();
        var reporter = new PlainReporter(writer);
        foreach (var runEvent in events) reporter.Observe(runEvent);
        return writer.ToString();
    }

    [Fact]
    public void Every_line_says_which_job_or_item_it_belongs_to() => Report(Fleet.Events).ShouldBe("""
        run   fleet  fleet.yaml  7 steps
        wait  deploy  for a place in the concurrency group staging
        open  held / Hold  http://127.0.0.1:41233
        FAIL  Hosts (web2) / Check  2ms
              error connection: Refused.
        ok    Hosts (web1) / Check  200 OK  12ms
        ok    The database / Check  200 OK  12ms
        FAIL  The database  13ms
              error expression: `outputs.x` is a list.
                at fleet.yaml:9:3
        FAIL  Hosts  1 of 3 items succeeded, 2 failed  30ms  (continues)
        skip  last  a job that it needs did not run
        stop  held / Hold  the job took longer than 2s  2s
        FAIL  held  2s
              error timeout: the job took longer than 2s
        ok    get (/a)  200 OK  12ms
        ok    get (/b)  200 OK  12ms
        ok    get  2 items succeeded  25ms
        ok    Tell the team / Post  200 OK  12ms
        ok    Tell the team / Mail / Send  200 OK  12ms
        ok    Tell the team  12ms
        output status = 200
        output hosts = ["web1","db"]
        output none = null
        end   failed  7 ok, 1 failed, 1 skipped, 1 cancelled  1.24s

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Thousand_items_take_a_line_each_and_one_for_their_counts()
    {
        var events = new List<RunEvent> { Started, new JobStarted("api") { Items = 1000 } };
        for (var item = 0; item < 1000; item++)
        {
            var job = "api[" + item + "]";
            var step = new StepIdentity(job + "/1", "GET /", "http.get");
            events.AddRange(
                new JobWaiting(job, "db"), new JobStarted(job) { Name = "api", Item = "host" + item }, new StepStarted(step), new ConnectionOpened(step, "x"), Ok(step), new JobFinished(job, Outcome.Success, Ms(12)));
        }
        events.Add(new JobFinished("api", Outcome.Success, Ms(1200)) { Items = new(1000, 1000, 0, 0, 0) });

        var lines = Report([.. events]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(1003);
        lines[1].ShouldBe("wait  api[0]  for a place in the concurrency group db");
        lines[1001].ShouldBe("ok    api (host999) / GET /  200 OK  12ms");
        lines[1002].ShouldBe("ok    api  1000 items succeeded  1.2s");
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 0, "no items")]
    [InlineData(1, 1, 0, 0, 0, "1 item succeeded")]
    [InlineData(43, 41, 2, 0, 0, "41 of 43 items succeeded, 2 failed")]
    [InlineData(9, 1, 1, 4, 3, "1 of 9 items succeeded, 1 failed, 4 skipped, 3 cancelled")]
    public void Repeated_step_ends_with_its_counts(int total, int succeeded, int failed, int skipped, int cancelled, string counts) =>
        Report(new StepFinished(Ready, Outcome.Failure, Ms(25)) { Items = new(total, succeeded, failed, skipped, cancelled), Error = new("connection", "said by the item before") })
            .ShouldBe("FAIL  GET /ready  " + counts + "  25ms\n");

    [Fact]
    public void Run_that_fails_of_itself_says_why() => Report(
        Started,
        Finished(Outcome.Failure, ok: 0) with { Error = new("expression", "`jobs.x` is not there.") { Location = "checks.yaml:3:7" } }).ShouldBe("""
            run   api-health  checks.yaml  2 steps
            FAIL  api-health
                  error expression: `jobs.x` is not there.
                    at checks.yaml:3:7
            end   failed  0 ok  1.24s

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Run_and_called_workflow_that_wait_for_a_group_say_so() => Report(
        Started,
        new JobWaiting("", "all"),
        new JobStarted("main"),
        new StepStarted(Fleet.Tell),
        new JobWaiting("main/tell", "mail"),
        new JobFinished("deploy", Outcome.Cancelled, Ms(3)) { Error = new("cancelled", "the run was cancelled") },
        Finished(Outcome.Cancelled, ok: 0) with { Error = new("cancelled", "the run was cancelled") }).ShouldBe("""
            run   api-health  checks.yaml  2 steps
            wait  api-health  for a place in the concurrency group all
            wait  Tell the team  for a place in the concurrency group mail
            stop  deploy  the run was cancelled  3ms
            stop  api-health  the run was cancelled
            end   cancelled  0 ok  1.24s

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Batches_of_a_job_tell_who_ran_them_and_why_one_failed_by_itself() => Report(
        Started,
        new JobStarted("check") { Name = "Check", Items = 12 },
        new BatchStarted("check", 1, 2) { Run = "01a20500676a7001b3b2f8a6b8c19886", Node = "paris-1", First = 0, Items = 10 },
        new BatchStarted("check", 2, 2) { Run = "01a20500676a700280f2ce075271ad6d", Node = "rome\n-1", First = 10, Items = 2 },
        new BatchFinished("check", 1, 2, Outcome.Success, Ms(30)) { Run = "01a20500676a7001b3b2f8a6b8c19886", Node = "paris-1", Succeeded = 10 },
        new BatchFinished("check", 2, 2, Outcome.Failure, Ms(3)) { Run = "01a20500676a700280f2ce075271ad6d", Node = "rome-1", Error = new("secret", "the secret `TOKEN` is not set") }).ShouldBe("""
            run   api-health  checks.yaml  2 steps
            batch Check  batch 1 of 2 runs on paris-1: 10 items from 1, run b8c19886
            batch Check  batch 2 of 2 runs on rome\n-1: 2 items from 11, run 5271ad6d
            ok    Check  batch 1 of 2 on paris-1, run b8c19886  30ms
            FAIL  Check  batch 2 of 2 on rome-1, run 5271ad6d  3ms
                  error secret: the secret `TOKEN` is not set

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Long_output_is_cut_with_the_rest_counted() =>
        Report(Finished(Outcome.Success) with { Outputs = Object(("body", Text(new string('x', 5000)))) }).ShouldStartWith("output body = " + new string('x', 4096) + " [904 characters more]\n");
}
