using Runner.Engine.Events;
using Runner.Store.Reading;

namespace Runner.Service.Tests.Soak;

/// <summary>A run as the store tells of it after the soak.</summary>
sealed record SeenRun(RunSummary Run, IReadOnlyList<RunEvent> Events);

/// <summary>
/// Compares what runs say with what was done. Each step that does something appends a line to a file: the id that the first step of its run
/// made, and its own path. A path that ends with <c>~</c> is of a step that may be done again when it was interrupted.
/// </summary>
static class SoakChecker
{
    /// <summary>What is not as it was promised; empty when all is.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyList<SeenRun> runs, IReadOnlyList<string> effects)
    {
        var problems = new List<string>();
        var done = effects.GroupBy(line => line, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var owned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var slot in runs.Where(run => run.Run.Slot is not null).GroupBy(run => (run.Run.Schedule, run.Run.Slot)))
            if (slot.Count() > 1) problems.Add($"slot run {slot.Count()} times: {slot.Key}");

        foreach (var (run, events) in runs)
        {
            var about = $"run {run.Id} of {run.Workflow}";
            if (!run.IsOver) problems.Add($"{about} is {run.State} for ever");
            for (var i = 0; i < events.Count; i++)
                if (events[i].Sequence != i + 1) problems.Add($"{about}: event {i + 1} has the number {events[i].Sequence}");
            if (events.Count == 0) continue;
            var ends = events.OfType<RunFinished>().Count();
            if (ends != 1 || events[^1] is not RunFinished) problems.Add($"{about} has {ends} ends");
            var resumed = events.OfType<RunResumed>().Count();
            var finished = events.OfType<StepFinished>().ToList();
            foreach (var path in finished.GroupBy(step => step.Step.Path))
                if (path.Count() > 1) problems.Add($"{about}: the finished step {path.Key} was run {path.Count()} times");
            if (finished.Find(step => step.Step.Path.EndsWith("/me", StringComparison.Ordinal)) is not { Outcome: Outcome.Success } me) continue;
            var id = me.Result.AsObject().TryGet("id", out var made) ? made.AsString() : "";
            foreach (var step in finished.Where(step => step.Step.Uses == "exec" && step.Items is null))
            {
                // The step's name says what it writes.
                var line = $"{id} {step.Step.Name}";
                owned.Add(line);
                var times = done.GetValueOrDefault(line);
                var most = step.Step.Name.EndsWith('~') ? 1 + resumed : step.Outcome == Outcome.Skipped ? 0 : 1;
                var least = step.Outcome == Outcome.Success ? 1 : 0;
                if (times < least) problems.Add($"{about}: {step.Step.Path} has succeeded and its effect is not there");
                if (times > most) problems.Add($"{about}: {step.Step.Path} was done {times} times");
                if (step.Outcome == Outcome.Failure && step.Error!.Kind != ErrorInfo.Interrupted) problems.Add($"{about}: {step.Step.Path} failed: {step.Error.Message}");
            }
        }

        problems.AddRange(done.Keys.Where(line => !owned.Contains(line)).Select(line => $"done, and no run tells of it: {line}"));
        return problems;
    }
}
