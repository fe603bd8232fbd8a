using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

public sealed class ConnectionTests
{
    const string Three = """
        steps:
          - { id: a, uses: test.open, with: { name: first } }
          - { id: b, uses: test.open, with: { name: second } }
          - { id: c, uses: test.open, with: { name: third } }
        """;

    [Fact]
    public async Task Later_steps_use_the_connection_of_the_step_that_they_name()
    {
        var run = await new Bench().RunAsync(Three + """

              - { id: use, uses: test.use, with: { connection: b } }
              - { id: again, uses: test.use, with: { connection: "${{ 'A' }}" } }
            """);

        run.Step("use").Result.At("body").AsString().ShouldBe("second");
        run.Step("again").Result.At("body").AsString().ShouldBe("first");
    }

    [Fact]
    public async Task Connections_are_closed_at_the_end_last_opened_first()
    {
        var bench = new Bench();
        var run = await bench.RunAsync(Three);

        bench.Closed.ShouldBe(["third", "second", "first"]);
        run.Of<ConnectionClosed>().Select(closed => (closed.Step.Path, closed.Description, closed.Error)).ShouldBe(
            [("main/c", "third", null), ("main/b", "second", null), ("main/a", "first", null)]);
    }

    [Fact]
    public async Task Connections_are_closed_after_a_failure_of_the_step_that_opened_one()
    {
        var bench = new Bench().When("second", () => throw new ProtocolException("peer:1", "bad greeting"));
        var run = await bench.RunAsync(Three);

        run.Outcomes.ShouldBe("a=Success b=Failure c=Skipped");
        bench.Closed.ShouldBe(["second", "first"]);
    }

    [Fact]
    public async Task Connections_are_closed_after_a_cancellation()
    {
        var bench = new Bench();
        bench.When("second", async question =>
        {
            await bench.Stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        });
        await bench.RunAsync(Three);

        bench.Closed.ShouldBe(["second", "first"]);
    }

    [Fact]
    public async Task One_that_cannot_be_closed_is_reported_and_the_rest_are_closed()
    {
        var bench = new Bench().WhenClosed("second", () => throw new ConnectionFailedException("peer:1", "the peer is gone"));
        var run = await bench.RunAsync(Three);

        bench.Closed.ShouldBe(["third", "second", "first"]);
        run.Of<ConnectionClosed>()[1].Error.ShouldBe(new ErrorInfo("connection", "the peer is gone") { Target = "peer:1" });
        run.Finished.ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task One_that_does_not_let_go_is_given_up()
    {
        var bench = new Bench();
        bench.Time.TimerMade = due =>
        {
            if (due == TimeSpan.FromSeconds(10)) ThreadPool.QueueUserWorkItem(_ => bench.Time.Advance(due));
        };
        bench.WhenClosed("second", () => new(Task.Delay(Timeout.Infinite)));
        var run = await bench.RunAsync(Three);

        bench.Closed.ShouldBe(["third", "second", "first"]);
        run.Of<ConnectionClosed>()[1].Error.ShouldBe(new ErrorInfo("timeout", "it was not closed within 10s"));
    }

    [Fact]
    public async Task One_that_says_nothing_of_itself_when_closed_is_closed_like_any()
    {
        var bench = new Bench();
        var run = await bench.RunAsync("steps: [{ uses: test.open }, { uses: test.listen }]");

        run.Of<ConnectionClosed>().Select(closed => (closed.Description, closed.Error)).ShouldBe([("another line", null), ("line", null)]);
    }

    [Fact]
    public async Task A_step_that_was_skipped_has_no_connection()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - { id: line, if: "false", uses: test.open }
              - { id: use, uses: test.use, with: { connection: line } }
            """);

        run.Step("use").Error.ShouldBe(new ErrorInfo("input", "`connection`: the step `line` has no open connection") { Help = "a step that was skipped or failed opens none" });
    }

    [Fact]
    public async Task A_connection_of_another_type_is_refused_when_only_the_run_can_tell()
    {
        var run = await new Bench().RunAsync("""
            steps:
              - { id: other, uses: test.listen }
              - { id: use, uses: test.use, with: { connection: "${{ 'other' }}" } }
            """);

        run.Step("use").Error.ShouldBe(new ErrorInfo("input", "`connection`: the step `other` opened a OtherLine, and this action needs a Line"));
    }
}
