using Runner.Engine.Events;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

/// <summary>A run of several jobs at once: repeated, waiting, skipped, timed out, calling another workflow.</summary>
static class Fleet
{
    internal static readonly StepIdentity Tell = new("main/tell", "Tell the team", "./lib/tell.yaml");
    static readonly StepIdentity Hold = new("held/1", "Hold", "http.get");
    static readonly StepIdentity Get = new("main/get", "get", "http.get");

    internal static StepIdentity Check(int item, string name = "Check") => new("hosts[" + item + "]/check", name, "http.get");

    internal static StepFinished Down(StepIdentity step) => new(step, Outcome.Failure, Ms(2)) { Attempts = 1, Error = new("connection", "Refused.") };

    internal static RunEvent[] Events =>
    [
        new RunStarted("fleet", "fleet.yaml", null, 7),
        new JobStarted("main"),
        new JobStarted("hosts") { Name = "Hosts", Items = 3 },
        new JobStarted("held"),
        new JobWaiting("deploy", "staging"),
        new JobStarted("hosts[0]") { Name = "Hosts", Item = "web1" },
        new JobStarted("hosts[1]") { Name = "Hosts", Item = "web2" },
        new StepStarted(Check(0)),
        new StepStarted(Check(1)),
        new StepStarted(Hold),
        new ConnectionOpened(Hold, "http://127.0.0.1:41233"),
        new ConnectionOpened(Check(1), "http://web2"),
        Down(Check(1)),
        new JobFinished("hosts[1]", Outcome.Failure, Ms(3)),
        Ok(Check(0)),
        new JobFinished("hosts[0]", Outcome.Success, Ms(13)),
        new JobStarted("hosts[2]") { Name = "The database", Item = "db" },
        Ok(Check(2)),
        new JobFinished("hosts[2]", Outcome.Failure, Ms(13)) { Error = new("expression", "`outputs.x` is a list.") { Location = "fleet.yaml:9:3" } },
        new JobFinished("hosts", Outcome.Failure, Ms(30)) { Items = new(3, 1, 2, 0, 0), Conclusion = Outcome.Success },
        new JobFinished("last", Outcome.Skipped, Ms(0)) { Error = new("skipped", "a job that it needs did not run") },
        new StepFinished(Hold, Outcome.Cancelled, Ms(2000)) { Error = new("timeout", "the job took longer than 2s") },
        new JobFinished("held", Outcome.Failure, Ms(2001)) { Error = new("timeout", "the job took longer than 2s") },
        new JobStarted("deploy") { Name = "Deploy" },
        new JobFinished("deploy", Outcome.Success, Ms(1)),
        new StepStarted(Get) { Items = 2 },
        new StepStarted(new("main/get[0]", "get (/a)", "http.get")),
        Ok(new("main/get[0]", "get (/a)", "http.get")),
        Ok(new("main/get[1]", "get (/b)", "http.get")),
        new StepFinished(Get, Outcome.Success, Ms(25)) { Attempts = 1, Items = new(2, 2, 0, 0, 0) },
        new StepStarted(Tell),
        new JobStarted("main/tell/main"),
        Ok(new("main/tell/main/post", "Post", "http.post")),
        new JobFinished("main/tell/main", Outcome.Success, Ms(13)),
        new JobStarted("main/tell/mail") { Name = "Mail" },
        Ok(new("main/tell/mail/1", "Send", "http.post")),
        new JobFinished("main/tell/mail", Outcome.Success, Ms(13)),
        Ok(Tell) with { Result = Object(("sent", Text("2"))) },
        new JobFinished("main", Outcome.Success, Ms(80)),
        Finished(Outcome.Failure, ok: 7, failed: 1, skipped: 1, cancelled: 1) with
        {
            Outputs = Object(("status", Runner.Workflows.Values.Value.From(200)), ("hosts", Array(Text("web1"), Text("db"))), ("none", default)),
        },
    ];
}
