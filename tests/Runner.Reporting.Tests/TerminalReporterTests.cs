using Runner.Engine.Events;
using Runner.Sdk;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

public sealed class TerminalReporterTests
{
    static string Final(int width, bool unicode, params RunEvent[] events)
    {
        using var screen = new Screen(width, 50);
        using var reporter = new TerminalReporter(screen, new(Color: true, unicode, Live: true, () => new(width, 50)), new ManualTime());
        foreach (var runEvent in events) reporter.Observe(runEvent);
        screen.CursorVisible.ShouldBeTrue();
        return screen.Text;
    }

    static void ShouldShow(string text, string expected) => text.ShouldBe(expected.ReplaceLineEndings("\n") + "\n");

    static RunEvent[] Success =>
    [
        Started,
        new JobStarted("main"),
        new StepStarted(Login),
        new ConnectionOpened(Login, "http://127.0.0.1:41233"),
        new StepLogged(Login, LogLevel.Debug, "not shown"),
        new StepLogged(Login, LogLevel.Info, "three hosts are up"),
        Ok(Login),
        new StepStarted(Ready),
        new AttemptStarted(Ready, 1, 5),
        new RetryScheduled(Ready, 1, 5, Ms(1000), "`result.status` was 503", null),
        new AttemptStarted(Ready, 2, 5),
        Ok(Ready) with { Attempts = 2 },
        new StepFinished(new("main/3", "Notify", "http.post"), Outcome.Skipped, TimeSpan.Zero) { Error = new("condition", "`if` was false") },
        new ConnectionClosed(Login, "http://127.0.0.1:41233", null),
        new JobFinished("main", Outcome.Success, Ms(1230)),
        Finished(Outcome.Success, ok: 2, skipped: 1),
    ];

    [Fact]
    public void Successful_run_ends_with_its_steps_and_a_summary_at_80_columns() => ShouldShow(Final(80, true, Success), """

          api-health  checks.yaml · 2 steps
          Is the API up?

          ⇄ POST /login  http://127.0.0.1:41233
          · POST /login  three hosts are up
          ✓ POST /login  200 OK                                                    12ms
          ↻ GET /ready  attempt 1 of 5 · `result.status` was 503             next in 1s
          ✓ GET /ready  200 OK · 2 attempts                                        12ms
          – Notify  `if` was false

          ────────────────────────────────
            job         ok  skipped   time
          ✓ api-health   2        1  1.23s
          ────────────────────────────────
          ✓ passed  2 ok, 1 skipped in 1.24s
        """);

    [Fact]
    public void Narrow_terminal_gets_the_same_with_ends_cut() => ShouldShow(Final(40, true, Success), """

          api-health  checks.yaml · 2 steps
          Is the API up?

          ⇄ POST /login  http://127.0.0.1:41233
          · POST /login  three hosts are up
          ✓ POST /login  200 OK            12ms
          ↻ GET /ready  attempt 1…   next in 1s
          ✓ GET /ready  200 OK · 2 attem…  12ms
          – Notify  `if` was false

          ────────────────────────────────
            job         ok  skipped   time
          ✓ api-health   2        1  1.23s
          ────────────────────────────────
          ✓ passed  2 ok, 1 skipped in 1.24s
        """);

    [Fact]
    public void Terminal_without_unicode_gets_ascii_signs()
    {
        var text = Final(120, false, Success);

        text.ShouldContain("  + GET /ready  200 OK - 2 attempts");
        text.ShouldContain("  ~ GET /ready  attempt 1 of 5 - `result.status` was 503");
        text.Where(c => !char.IsAscii(c)).ShouldBeEmpty();
    }

    [Fact]
    public void Failures_are_shown_at_the_end_with_expectations_error_and_response() => ShouldShow(
        Final(
            80,
            true,
            Started,
            Failed(Ready, Response(503, "Service Unavailable", "{}", Object(("status", Text("DOWN")), ("message", Text(new string('m', 100)))))),
            Refused(new("deploy/db", "Restart the database", "ssh.run")) with { Conclusion = Outcome.Success },
            new JobFinished("main", Outcome.Failure, Ms(3100)),
            new JobFinished("deploy", Outcome.Success, Ms(2)),
            Finished(Outcome.Failure, ok: 0, failed: 2)),
        """

          api-health  checks.yaml · 2 steps
          Is the API up?

          ✗ GET /ready  503 Service Unavailable  `result.status` was 503 · 3 at…  3.02s
          ✗ deploy / Restart the database  continues · connection: Could not conn…  2ms

          ✗ GET /ready
            expected result.status == 200
              saw `result.status` was 503
              at checks.yaml:12:9
            response
              status 503
              reason Service Unavailable
              url http://127.0.0.1:8080/ready
              headers
                Content-Type: application/json
                Retry-After: 1
              timings connect 0.4, total 3
              body
                {
                  "status": "DOWN",
                  "message": "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm…
                }

          ✗ deploy / Restart the database
            error connection: Could not connect to db:5432: connection refused.
              target db:5432
              status 111
              at checks.yaml:20:5
              help Is something listening there?

          ──────────────────────────────
            job         ok  failed  time
          ✗ api-health   0       1  3.1s
          ✓ deploy       0       1   2ms
          ──────────────────────────────
          ✗ failed  0 ok, 2 failed in 1.24s
        """);

    [Fact]
    public void Many_failures_are_counted_beyond_those_shown()
    {
        var failures = Enumerable.Range(1, 30).Select(number => (RunEvent)Refused(new("main/" + number, "Step " + number, "http.get")));

        var text = Final(80, true, [Started, .. failures, Finished(Outcome.Failure, ok: 0, failed: 30)]);

        text.ShouldContain("  … and 20 more failed steps\n");
        text.Split("Is something listening there?").Length.ShouldBe(11);
    }

    [Fact]
    public void Many_jobs_are_counted_beyond_those_shown()
    {
        var steps = Enumerable.Range(1, 1000).Select(number => (RunEvent)Ok(new("job" + number + "/1", "Step", "http.get")));

        Final(80, true, [Started, .. steps, Finished(Outcome.Success, ok: 1000)]).ShouldContain("    … 980 more jobs\n");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        var step = new StepIdentity("a-job-with-a-rather-long-name/1", "日本語の名前がとても長いステップです。とても長いです。", "http.get");
        var time = new ManualTime();
        using var screen = new Screen(width, 50);
        using var reporter = new TerminalReporter(screen, new(Color: true, Unicode: true, Live: true, () => new(width, 50)), time);

        foreach (var runEvent in (RunEvent[])
            [
                Started with { Description = new string('d', 500) },
                new StepStarted(step),
                new StepProgressed(step, new string('p', 300), 0.5),
                new RetryScheduled(step, 1, 2, Ms(1), new string('w', 300), "timeout"),
                Failed(step, Response(503, new string('r', 300), new string('b', 9000))),
                Refused(step),
                Finished(Outcome.Failure, ok: 1_000_000, failed: 1_000_000, skipped: 1_000_000, cancelled: 1_000_000),
            ])
        {
            reporter.Observe(runEvent);
            time.Advance(300);
        }

        screen.Wraps.ShouldBe(0);
        screen.Text.ShouldContain("日本");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(200)]
    public void Control_characters_of_a_peer_never_reach_the_terminal(int width)
    {
        var time = new ManualTime();
        // The screen fails on every control sequence and control character that is not the reporter's own.
        using var screen = new Screen(width, 50);
        using var reporter = new TerminalReporter(screen, new(Color: true, Unicode: true, Live: true, () => new(width, 50)), time);

        foreach (var runEvent in PlainReporterTests.EventsWithHostileText)
        {
            reporter.Observe(runEvent);
            time.Advance(200);
        }

        screen.Text.ShouldNotContain("\nHIDDEN");
        if (width >= 40) screen.Text.ShouldContain(@"\x1b]0;owned\x07");
    }

    [Fact]
    public void Terminal_without_color_gets_none()
    {
        using var screen = new Screen(80, 50);
        using var reporter = new TerminalReporter(screen, new(Color: false, Unicode: true, Live: true, () => new(80, 50)), new ManualTime());

        foreach (var runEvent in Success) reporter.Observe(runEvent);

        screen.Colors.ShouldBeEmpty();
    }

    [Fact]
    public void Next_run_starts_with_an_empty_summary()
    {
        var text = Final(80, true, [Refused(Login), Finished(Outcome.Failure), .. Success]);

        text[text.LastIndexOf("api-health  checks.yaml", StringComparison.Ordinal)..].ShouldNotContain("failed");
    }
}
