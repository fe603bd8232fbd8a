using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests.Fleets;

/// <summary>A run on many hosts as its events, and what a reporter makes of them.</summary>
sealed class FleetRun : IDisposable
{
    readonly FleetReporter reporter;
    readonly FleetHost[] hosts;
    readonly StringWriter text = new();
    Outcome outcome = Outcome.Success;

    public FleetRun(FleetLook look, params string[] names)
        : this(look, null, new(false, true, false, () => TerminalSize.Default), TimeProvider.System, names)
    {
    }

    public FleetRun(FleetLook look, TextWriter? screen, TerminalCapabilities capabilities, TimeProvider time, params string[] names)
    {
        hosts = [.. names.Select(name => new FleetHost(name) { Address = name + ".internal" })];
        Tally = new([new("all", hosts)]);
        var view = FleetReporter.ViewOf(Tally, new(screen is null ? LogFormat.Plain : LogFormat.Pretty, look, "uptime") { Again = "runner exec --retry-failed" }, capabilities);
        reporter = new(Tally, view, "uptime", screen ?? text, capabilities, time);
        reporter.Observe(new RunStarted("uptime", "runner exec", null, 1));
        reporter.Observe(new JobStarted("all") { Items = names.Length });
    }

    public FleetTally Tally { get; }

    public string Text => text.ToString();

    public void Dispose()
    {
        reporter.Dispose();
        text.Dispose();
    }

    public FleetRun Start(string host, DateTimeOffset time = default)
    {
        // The engine stamps events; tests of progress need the time of this one.
        var started = new JobStarted($"all[{IndexOf(host)}]") { Item = host };
        typeof(RunEvent).GetProperty(nameof(RunEvent.Time))!.SetValue(started, time);
        reporter.Observe(started);
        return this;
    }

    public FleetRun Ends(string host, int exitCode, string stdout = "", string stderr = "", string? signal = null, bool truncated = false)
    {
        var failed = exitCode != 0 || signal is not null;
        return End(host, new(Step(host), failed ? Outcome.Failure : Outcome.Success, Ms(12))
        {
            Result = Object(("exitCode", signal is null ? Value.From(exitCode) : default), ("signal", Value.From(signal)), ("stdout", Text(stdout)), ("stderr", Text(stderr)), ("truncated", Value.From(truncated))),
            Error = failed ? new(ErrorInfo.Expectation, "result.exitCode == 0 failed: `result.exitCode` was 1") : null,
        });

        static Value Text(string text) => Value.From(text);
    }

    public FleetRun Connects(string host, string user, string version) =>
        End(host, new(Step(host), Outcome.Success, Ms(12)) { Result = Object(("user", Value.From(user)), ("serverVersion", Value.From(version))) });

    public FleetRun Fails(string host, string kind, string message, string? help = null) =>
        End(host, new(Step(host), Outcome.Failure, Ms(12)) { Error = new(kind, message) { Target = $"root@{host}.internal:22", Help = help } });

    public FleetRun Cancels(string host)
    {
        outcome = Outcome.Cancelled;
        return End(host, new(Step(host), Outcome.Cancelled, Ms(12)) { Error = new("cancelled", "the run was cancelled") });
    }

    public FleetRun Logs(string host, LogLevel level, string message)
    {
        reporter.Observe(new StepLogged(Step(host), level, message));
        return this;
    }

    public FleetRun Finish()
    {
        reporter.Observe(new JobFinished("all", outcome, Ms(1200)));
        reporter.Observe(Finished(outcome));
        return this;
    }

    FleetRun End(string host, StepFinished finished)
    {
        if (finished.Outcome == Outcome.Failure && outcome == Outcome.Success) outcome = Outcome.Failure;
        if (Tally.Running.All(running => running.Key.Name != host)) Start(host);
        reporter.Observe(finished);
        reporter.Observe(new JobFinished($"all[{IndexOf(host)}]", finished.Outcome, Ms(13)));
        return this;
    }

    StepIdentity Step(string host) => new($"all[{IndexOf(host)}]/1", "uptime", "ssh.run");

    int IndexOf(string host) => System.Array.FindIndex(hosts, each => each.Name == host);
}
