using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting.Tests;

/// <summary>Events as a run says them.</summary>
static class Samples
{
    internal static readonly StepIdentity Login = new("main/login", "POST /login", "http.post");
    internal static readonly StepIdentity Ready = new("main/ready", "GET /ready", "http.get");

    internal static readonly RunStarted Started = new("api-health", "checks.yaml", "Is the API up?", 2);

    internal static RunFinished Finished(Outcome outcome, int ok = 1, int failed = 0, int skipped = 0, int cancelled = 0) =>
        new(outcome, TimeSpan.FromMilliseconds(1240), ok, failed, skipped, cancelled, outcome == Outcome.Success ? 0 : 1);

    internal static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    internal static Value Object(params (string Name, Value Value)[] fields)
    {
        var map = new ValueObject();
        foreach (var (name, value) in fields) map[name] = value;
        return Value.From(map);
    }

    internal static Value Text(string text) => Value.From(text);

    internal static Value Array(params Value[] items) => Value.From(items);

    internal static Value Response(int status, string reason, string body, Value json = default) => Object(
        ("status", Value.From(status)),
        ("reason", Text(reason)),
        ("url", Text("http://127.0.0.1:8080/ready")),
        ("headers", Object(("Content-Type", Text("application/json")), ("Retry-After", Text("1")))),
        ("body", Text(body)),
        ("json", json),
        ("timings", Object(("connect", Value.From(0.4)), ("total", Value.From(3)))));

    internal static StepFinished Ok(StepIdentity step) =>
        new(step, Outcome.Success, Ms(12.3)) { Attempts = 1, Result = Response(200, "OK", "fine") };

    internal static StepFinished Failed(StepIdentity step, Value result) => new(step, Outcome.Failure, Ms(3020))
    {
        Attempts = 3,
        Result = result,
        Error = new(ErrorInfo.Expectation, "1 of 2 expectations failed."),
        Expectations =
        [
            new("result.status == 200", false, "`result.status` was 503", "checks.yaml:12:9"),
            new("result.timings.total < 500", true, null, "checks.yaml:13:9"),
        ],
    };

    internal static StepFinished Refused(StepIdentity step) => new(step, Outcome.Failure, Ms(2))
    {
        Attempts = 1,
        Error = new("connection", "Could not connect to db:5432: connection refused.")
        {
            Target = "db:5432",
            Status = 111,
            Help = "Is something listening there?",
            Location = "checks.yaml:20:5",
        },
    };

    /// <summary>A response that tries everything on the terminal of who reads it.</summary>
    internal static readonly string Hostile = "a\e]0;owned\a b\rHIDDEN c\b\b\b d\e[2J e\u009b31m f\u202egnp.exe\u202c g\u0000 h\u2028i\u200bj\ud800k";
}
