using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

public sealed class PlainReporterTests
{
    static string Report(params RunEvent[] events)
    {
        var writer = new StringWriter();
        var reporter = new PlainReporter(writer);
        foreach (var runEvent in events) reporter.Observe(runEvent);
        return writer.ToString();
    }

    [Fact]
    public void Reporter_writes_one_line_a_thing_when_all_goes_well() => Report(
        Started,
        new JobStarted("main"),
        new StepStarted(Login),
        new ConnectionOpened(Login, "http://127.0.0.1:41233"),
        new StepLogged(Login, LogLevel.Debug, "not shown"),
        new StepLogged(Login, LogLevel.Info, "two\r\nlines"),
        new StepLogged(Login, LogLevel.Warning, "slow"),
        Ok(Login),
        new StepStarted(Ready),
        new AttemptStarted(Ready, 1, 5),
        new StepProgressed(Ready, "half", 0.5),
        new RetryScheduled(Ready, 1, 5, Ms(1000), "result.status was 503", null),
        new RetryScheduled(Ready, 2, 5, Ms(2000), "No answer within 5s.", "timeout"),
        Ok(Ready) with { Attempts = 3 },
        new StepFinished(new("deploy/2", "Restart", "ssh.run"), Outcome.Skipped, TimeSpan.Zero) { Error = new("condition", "`if` was false") },
        new StepFinished(new("deploy/3", "Wait", "ssh.run"), Outcome.Cancelled, Ms(100)) { Error = new("cancelled", "The run was cancelled.") },
        new ConnectionClosed(Login, "http://127.0.0.1:41233", null),
        new JobFinished("main", Outcome.Success, Ms(1)),
        Finished(Outcome.Success, ok: 2, skipped: 1, cancelled: 1)).ShouldBe("""
            run   api-health  checks.yaml  2 steps
            open  POST /login  http://127.0.0.1:41233
            log   POST /login  two
            log   POST /login  lines
            warn  POST /login  slow
            ok    POST /login  200 OK  12ms
            retry GET /ready  attempt 1 of 5: result.status was 503; next in 1s
            retry GET /ready  attempt 2 of 5: timeout: No answer within 5s.; next in 2s
            ok    GET /ready  200 OK  3 attempts  12ms
            skip  deploy / Restart  `if` was false
            stop  deploy / Wait  The run was cancelled.  100ms
            end   passed  2 ok, 1 skipped, 1 cancelled  1.24s

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Failed_step_is_followed_by_expectations_error_and_response() => Report(
        Failed(Ready, Response(503, "Service Unavailable", "{}", Object(("status", Text("DOWN")), ("checks", Array(Object(("ok", Value.False)), Array(), Object()))))),
        Refused(Login) with { Conclusion = Outcome.Success },
        new ConnectionClosed(Login, "db", new("connection", "It was lost.")),
        Finished(Outcome.Failure, ok: 0, failed: 2)).ShouldBe("""
            FAIL  GET /ready  503 Service Unavailable  3 attempts  3.02s
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
                        "checks": [
                          {
                            "ok": false
                          },
                          [],
                          {}
                        ]
                      }
            FAIL  POST /login  2ms  (continues)
                  error connection: Could not connect to db:5432: connection refused.
                    target db:5432
                    status 111
                    at checks.yaml:20:5
                    help Is something listening there?
            warn  POST /login  closing db failed
                  error connection: It was lost.
            end   failed  0 ok, 2 failed  1.24s

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Long_text_body_is_cut_by_lines_with_the_rest_counted()
    {
        var body = string.Join('\n', Enumerable.Range(1, 50).Select(number => "line " + number));
        var report = Report(Failed(Ready, Object(("body", Text(body)))));

        report.ShouldContain("          line 20\n          [30 more lines, 239 bytes]\n");
        report.ShouldNotContain("line 21");
    }

    [Fact]
    public void Long_line_is_cut_by_size_with_the_rest_counted()
    {
        var report = Report(Failed(Ready, Object(("body", Text(new string('x', 10 * 1024 * 1024))))));

        report.ShouldContain(new string('x', 4096) + "\n          [10 MB more]\n");
        report.Length.ShouldBeLessThan(6000);
    }

    [Fact]
    public void Large_json_body_is_cut_with_the_rest_counted()
    {
        var items = new Value[100_000];
        System.Array.Fill(items, Object(("id", Value.From(1))));
        var report = Report(Failed(Ready, Object(("json", Array(items)))));

        report.ShouldContain("\n          [299982 more lines]\n");
        report.Split('\n').Length.ShouldBeLessThan(35);
    }

    [Fact]
    public void Many_headers_are_cut_with_the_rest_counted()
    {
        var headers = Enumerable.Range(1, 100).Select(number => ("X-" + number, Text("v"))).ToArray();
        Report(Failed(Ready, Object(("headers", Object(headers))))).ShouldContain("          X-30: v\n          [70 more]\n");
    }

    [Fact]
    public void Message_of_several_lines_stays_readable_and_indented() => Report(
        new StepFinished(Ready, Outcome.Failure, Ms(1))
        {
            Error = new("action", "The script does not compile.\r\n(1,5): error CS1002\nok    forged line"),
            Result = Object(("headers", Object(("Set-Cookie", Text("a=1\nb=2")), ("Server", Text("x"))))),
        }).ShouldBe("""
            FAIL  GET /ready  1ms
                  error action: The script does not compile.
                    (1,5): error CS1002
                    ok    forged line
                  response
                    headers
                      Set-Cookie: a=1
                        b=2
                      Server: x

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void Control_characters_of_a_peer_never_reach_the_output()
    {
        var report = Report(EventsWithHostileText);

        report.ShouldContain(@"\x1b]0;owned\x07");
        report.Where(c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format || char.IsSurrogate(c)))
            .ShouldBeEmpty();
        // No line of the peer's own making: each starts with a tag of ours or is indented.
        report.Split('\n').ShouldNotContain(line => line.StartsWith("HIDDEN", StringComparison.Ordinal));
    }

    internal static RunEvent[] EventsWithHostileText
    {
        get
        {
            var step = new StepIdentity("job" + Hostile + "/1", Hostile, Hostile);
            var error = new ErrorInfo(Hostile, Hostile) { Target = Hostile, Help = Hostile, Location = Hostile };
            return
            [
                new RunStarted(Hostile, Hostile, Hostile, 1),
                new JobWaiting("", Hostile),
                new JobWaiting("job" + Hostile, Hostile),
                new JobStarted("job" + Hostile) { Name = Hostile, Items = 1 },
                new JobStarted("job" + Hostile + "[0]") { Name = Hostile, Item = Hostile },
                new StepStarted(new("job" + Hostile + "[0]/1", Hostile, Hostile)) { Items = 3 },
                new JobFinished("job" + Hostile + "[0]", Outcome.Failure, Ms(1)) { Error = error },
                new JobFinished("job" + Hostile, Outcome.Failure, Ms(1)) { Items = new(1, 0, 1, 0, 0), Error = error, Conclusion = Outcome.Success },
                new JobFinished("other" + Hostile, Outcome.Skipped, Ms(1)) { Error = error },
                new StepStarted(step),
                new StepLogged(step, LogLevel.Error, Hostile),
                new ConnectionOpened(step, Hostile),
                new StepProgressed(step, Hostile, 0.1),
                new RetryScheduled(step, 1, 2, Ms(1), Hostile, Hostile),
                new StepFinished(step, Outcome.Failure, Ms(1))
                {
                    Error = error,
                    Expectations = [new(Hostile, false, Hostile, Hostile)],
                    Result = Object(
                        ("status", Value.From(500)),
                        ("reason", Text(Hostile)),
                        (Hostile, Text(Hostile)),
                        ("headers", Object((Hostile, Text(Hostile)))),
                        ("list", Array(Text(Hostile))),
                        ("json", Object((Hostile, Text(Hostile))))),
                },
                new StepFinished(step, Outcome.Failure, Ms(1)) { Result = Object(("body", Text(Hostile + "\n\n" + Hostile))) },
                new ConnectionClosed(step, Hostile, error),
                Finished(Outcome.Failure) with { Error = error, Outputs = Object((Hostile, Text(Hostile)), ("list", Array(Text(Hostile)))) },
            ];
        }
    }

    [Fact]
    public void Every_line_is_flushed_when_it_happens()
    {
        var stream = new MemoryStream();
        var reporter = ReporterFactory.Create(LogFormat.Plain, stream, isTerminal: false, System.Text.Encoding.UTF8, _ => null);

        reporter.Observe(new StepFinished(new("main/1", "é", "http.get"), Outcome.Success, Ms(1)));

        stream.ToArray().ShouldBe("ok    é  1ms\n"u8.ToArray());
    }
}
