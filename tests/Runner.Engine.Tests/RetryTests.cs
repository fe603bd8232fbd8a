using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;

namespace Runner.Engine.Tests;

public sealed class RetryTests
{
    static Answer Refuse() => throw new ConnectionFailedException("peer:1", "peer:1 refused the connection");

    static string Step(string retry) => $"steps: [{{ id: call, uses: test.call, retry: {{ {retry} }} }}]";

    static string Delays(Recording run) => string.Join(" ", run.Of<RetryScheduled>().Select(retry => retry.Delay.TotalSeconds));

    [Fact]
    public async Task Nothing_is_retried_without_retry()
    {
        var run = await new Bench().When("peer", Refuse).RunAsync("steps: [{ id: call, uses: test.call }]");
        run.Step("call").Attempts.ShouldBe(1);
        run.Of<AttemptStarted>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transient_error_is_tried_again_until_it_goes_away()
    {
        var run = await new Bench().When("peer", Refuse, Refuse, () => new Answer(200)).PassWaits().RunAsync(Step("attempts: 5, delay: 1s"));

        run.Step("call").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Success), step => step.Attempts.ShouldBe(3), step => step.Duration.ShouldBe(TimeSpan.FromSeconds(2)));
        run.Of<AttemptStarted>().Select(attempt => (attempt.Attempt, attempt.Attempts)).ShouldBe([(1, 5), (2, 5), (3, 5)]);
        run.Of<RetryScheduled>().Select(retry => (retry.Attempt, retry.Attempts, retry.Reason, retry.ErrorKind)).ShouldBe(
            [(1, 5, "peer:1 refused the connection", "connection"), (2, 5, "peer:1 refused the connection", "connection")]);
    }

    [Fact]
    public async Task When_attempts_run_out_the_last_error_is_the_steps()
    {
        var run = await new Bench().When("peer", Refuse, Refuse, () => throw new NetworkTimeoutException("peer:1", "peer:1 is silent")).PassWaits().RunAsync(Step(""));
        run.Step("call").ShouldSatisfyAllConditions(step => step.Attempts.ShouldBe(3), step => step.Error.ShouldBe(new ErrorInfo("timeout", "peer:1 is silent") { Target = "peer:1" }));
        Delays(run).ShouldBe("1 1");
    }

    [Theory]
    [InlineData("attempts: 3")]
    [InlineData("attempts: 3, on: [connection, protocol]")]
    public async Task What_the_network_policy_forbids_is_never_tried_again(string retry)
    {
        var run = await new Bench().When("peer", () => throw new NetworkPolicyException("peer:1", "it is denied")).PassWaits().RunAsync(Step(retry));

        run.Step("call").ShouldSatisfyAllConditions(step => step.Attempts.ShouldBe(1), step => step.Error!.Kind.ShouldBe("policy"));
    }

    [Theory]
    [InlineData("attempts: 5, delay: 2s", "2 2 2 2")]
    [InlineData("attempts: 5, delay: 2s, backoff: constant", "2 2 2 2")]
    [InlineData("attempts: 5, delay: 2s, backoff: linear", "2 4 6 8")]
    [InlineData("attempts: 5, delay: 2s, backoff: exponential", "2 4 8 16")]
    [InlineData("attempts: 6, delay: 2s, backoff: exponential, max-delay: 5s", "2 4 5 5 5")]
    [InlineData("attempts: 8, delay: 1s, backoff: exponential", "1 2 4 8 16 30 30")]
    [InlineData("attempts: 3, delay: 1m, backoff: exponential", "60 60")]
    [InlineData("attempts: 3, delay: 0s", "0 0")]
    [InlineData("attempts: 1, delay: 1s", "")]
    [InlineData("attempts: \"${{ success() && 2 }}\", delay: \"${{ format('{0}ms', 250) }}\"", "0.25")]
    public async Task Waits_grow_as_the_policy_says(string retry, string seconds)
    {
        var run = await new Bench().When("peer", Refuse).PassWaits().RunAsync(Step(retry));
        Delays(run).ShouldBe(seconds);
        run.Step("call").Duration.ShouldBe(TimeSpan.FromSeconds(run.Of<RetryScheduled>().Sum(each => each.Delay.TotalSeconds)));
    }

    [Fact]
    public async Task Jitter_varies_waits_within_a_quarter()
    {
        var run = await new Bench().When("peer", Refuse).PassWaits().RunAsync(Step("attempts: 40, delay: 8s, jitter: true"));

        var delays = run.Of<RetryScheduled>().Select(retry => retry.Delay.TotalSeconds).ToList();
        delays.Count.ShouldBe(39);
        delays.ShouldAllBe(delay => delay >= 6 && delay <= 10);
        delays.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Jitter_never_exceeds_max_delay()
    {
        var run = await new Bench().When("peer", Refuse).PassWaits().RunAsync(Step("attempts: 12, delay: 1s, backoff: exponential, max-delay: 4s, jitter: true"));
        run.Of<RetryScheduled>().ShouldAllBe(retry => retry.Delay >= TimeSpan.Zero && retry.Delay <= TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task What_a_retry_cannot_help_is_not_retried()
    {
        var run = await new Bench().When("peer", () => throw new TlsException("peer:1", "the certificate expired")).RunAsync(Step("attempts: 5"));
        run.Step("call").ShouldSatisfyAllConditions(step => step.Attempts.ShouldBe(1), step => step.Error!.Kind.ShouldBe("tls"));
    }

    [Fact]
    public async Task Defects_of_the_plugin_are_not_retried()
    {
        var run = await new Bench().When("peer", () => throw new InvalidOperationException("oops")).RunAsync(Step("attempts: 5"));
        run.Step("call").Attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData("on: [timeout]", 1)]
    [InlineData("on: [connection]", 3)]
    [InlineData("on: [timeout, connection]", 3)]
    [InlineData("on: connection", 3)]
    public async Task On_names_the_kinds_that_are_retried(string on, int attempts)
    {
        var run = await new Bench().When("peer", Refuse).PassWaits().RunAsync(Step(on));
        run.Step("call").Attempts.ShouldBe(attempts);
    }

    [Fact]
    public async Task On_also_names_what_is_not_transient()
    {
        var run = await new Bench().When("peer", () => throw new TlsException("peer:1", "the certificate expired"), () => new Answer(200)).PassWaits().RunAsync(Step("on: [tls]"));
        run.Step("call").ShouldSatisfyAllConditions(step => step.Attempts.ShouldBe(2), step => step.Outcome.ShouldBe(Outcome.Success));
    }

    [Fact]
    public async Task Until_is_asked_after_each_attempt()
    {
        var run = await new Bench().When("peer", () => new Answer(202), () => new Answer(202), () => new Answer(200)).PassWaits()
            .RunAsync(Step("attempts: 5, delay: 1s, until: result.status == 200"));

        run.Step("call").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Success), step => step.Attempts.ShouldBe(3));
        run.Of<RetryScheduled>()[0].ShouldSatisfyAllConditions(retry => retry.Reason.ShouldBe("`result.status` was 202"), retry => retry.ErrorKind.ShouldBeNull());
    }

    [Fact]
    public async Task Until_that_never_holds_fails_the_step()
    {
        var run = await new Bench().When("peer", () => new Answer(202)).PassWaits().RunAsync("""
            steps:
              - id: call
                uses: test.call
                retry:
                  attempts: 2
                  until: result.status == 200
            """);

        run.Step("call").Error.ShouldBe(new ErrorInfo("expectation", "`retry.until` did not hold after 2 attempts: `result.status` was 202") { Location = "check.yaml:6:14" });
        run.Finished.ExitCode.ShouldBe(ExitCode.ExpectationFailed);
    }

    [Fact]
    public async Task An_expectation_that_fails_says_more_than_until()
    {
        var run = await new Bench().When("peer", () => new Answer(503)).PassWaits().RunAsync(
            "steps: [{ id: call, uses: test.call, retry: { attempts: 2, until: result.status == 200 }, expect: result.status < 500 }]");
        run.Step("call").Error!.Message.ShouldBe("result.status < 500 failed: `result.status` was 503");
    }

    [Fact]
    public async Task Until_of_an_answer_that_it_cannot_be_asked_of_is_not_yet()
    {
        var run = await new Bench().When("peer", () => new Answer(200, "<html>"), () => new Answer(200, """{ "ok": true }""")).PassWaits().RunAsync(Step("until: result.json.ok"));

        run.Of<RetryScheduled>().Single().Reason.ShouldBe("the body is not JSON, it is HTML");
        run.Step("call").Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task Errors_are_retried_beside_until()
    {
        var run = await new Bench().When("peer", Refuse, () => new Answer(202), () => new Answer(200)).PassWaits().RunAsync(Step("until: result.status == 200"));
        run.Step("call").ShouldSatisfyAllConditions(step => step.Outcome.ShouldBe(Outcome.Success), step => step.Attempts.ShouldBe(3));
    }

    [Fact]
    public async Task An_answer_that_asks_to_come_back_is_retried_when_it_says()
    {
        var busy = new Answer(429) { RetryKind = ErrorKind.RateLimit, RetryAfter = TimeSpan.FromSeconds(7) };
        var run = await new Bench().When("peer", () => busy, () => new Answer(200)).PassWaits().RunAsync(Step("delay: 1s"));

        run.Of<RetryScheduled>().Single().ShouldSatisfyAllConditions(
            retry => retry.Delay.ShouldBe(TimeSpan.FromSeconds(7)), retry => retry.Reason.ShouldBe("the answer asks to try again (rate-limit)"));
        run.Step("call").Outcome.ShouldBe(Outcome.Success);
    }

    [Fact]
    public async Task An_answer_that_asks_to_come_back_is_not_retried_when_on_leaves_its_kind_out()
    {
        var run = await new Bench().When("peer", () => new Answer(429) { RetryKind = ErrorKind.RateLimit }).RunAsync(Step("on: [timeout]"));
        run.Step("call").Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task The_wait_that_a_peer_asks_for_is_bounded_by_max_delay()
    {
        var run = await new Bench()
            .When("peer", () => new Answer(503) { RetryAfter = TimeSpan.FromHours(2) }, () => throw new RateLimitedException("peer:1", "slow down") { RetryAfter = TimeSpan.FromDays(400) }, () => new Answer(200))
            .PassWaits().RunAsync(Step("delay: 1s, max-delay: 20s, until: result.status == 200"));
        Delays(run).ShouldBe("20 20");
    }

    [Fact]
    public async Task The_wait_that_an_error_asks_for_comes_before_the_policys_own()
    {
        var run = await new Bench().When("peer", () => throw new RateLimitedException("peer:1", "slow down") { RetryAfter = TimeSpan.FromSeconds(3) }, Refuse, () => new Answer(200))
            .PassWaits().RunAsync(Step("delay: 1s, backoff: linear"));
        Delays(run).ShouldBe("3 2");
    }

    [Fact]
    public async Task Retry_timeout_ends_a_wait()
    {
        var bench = new Bench().When("peer", Refuse).PassWaits();
        var run = await bench.RunAsync(Step("attempts: 10, delay: 4s, timeout: 10s"));

        run.Step("call").Error.ShouldBe(new ErrorInfo("timeout", "all attempts together took longer than 10s (retry.timeout); the last one: peer:1 refused the connection"));
        run.Step("call").Outcome.ShouldBe(Outcome.Failure);
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
    }

    [Fact]
    public async Task Retry_timeout_ends_an_attempt()
    {
        var bench = new Bench();
        bench.When("peer", async question =>
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.Infinite, question.Cancel);
            return new(200);
        });
        var run = await bench.RunAsync(Step("attempts: 10, timeout: 10s"));

        run.Step("call").ShouldSatisfyAllConditions(
            step => step.Attempts.ShouldBe(1),
            step => step.Error.ShouldBe(new ErrorInfo("timeout", "all attempts together took longer than 10s (retry.timeout); the last one: it was cut short")));
    }

    [Theory]
    [InlineData("delay: 36h", "`retry` cannot wait longer than 1d")]
    [InlineData("max-delay: 36h", "`retry` cannot wait longer than 1d")]
    [InlineData("timeout: \"${{ '50d' }}\"", "`retry.timeout` cannot be longer than 49d")]
    [InlineData("delay: \"${{ 'soon' }}\"", "`retry.delay` must be a duration, and this is the text 'soon'")]
    [InlineData("attempts: \"${{ 'many' }}\"", "`retry.attempts` must be a whole number, and this is the text 'many'")]
    public async Task A_policy_that_cannot_work_is_an_input_error(string retry, string message)
    {
        var run = await new Bench().RunAsync(Step(retry));
        run.Step("call").Error.ShouldNotBeNull().ShouldSatisfyAllConditions(error => error.Kind.ShouldBe("input"), error => error.Message.ShouldBe(message));
    }
}
