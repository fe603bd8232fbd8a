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

        // The batches of a run do what it made its id for.
        var ids = runs.Where(run => run.Run.Parent is null).ToDictionary(run => run.Run.Id, run => IdOf(run.Events), StringComparer.Ordinal);
        foreach (var parent in runs.Where(run => run.Run.Batch is not null).GroupBy(run => (run.Run.Parent, run.Run.ParentPath)))
        {
            var parts = parent.Select(run => run.Run.Batch!).ToList();
            if (parts.Count != parts[0].Of || parts.Sum(part => part.Count) != parts[0].Total) problems.Add($"run {parent.Key.Parent} has {parts.Count} batches of {parts[0].Of}");
        }

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
            if (ids.GetValueOrDefault(run.Parent ?? run.Id) is not { } id) continue;
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

        problems.AddRange(runs.SelectMany(LoopProblems));
        problems.AddRange(done.Keys.Where(line => !owned.Contains(line)).Select(line => $"done, and no run tells of it: {line}"));
        return problems;
    }

    static string? IdOf(IReadOnlyList<RunEvent> events) =>
        events.OfType<StepFinished>().FirstOrDefault(step => step.Step.Path.EndsWith("/me", StringComparison.Ordinal)) is { Outcome: Outcome.Success } me && me.Result.AsObject().TryGet("id", out var made) ? made.AsString() : null;

    /// <summary>What a run says of the batches of its loop, once each and all of them.</summary>
    static IEnumerable<string> LoopProblems(SeenRun run)
    {
        var told = run.Events.OfType<BatchFinished>().Where(batch => run.Run.Parent is null).ToList();
        foreach (var job in told.GroupBy(batch => batch.Job))
        {
            if (job.Select(batch => batch.Batch).Distinct().Count() != job.Count()) yield return $"run {run.Run.Id} tells twice of a batch";
            if (run.Run.IsOver && job.Count() != job.First().Batches) yield return $"run {run.Run.Id} tells of {job.Count()} of {job.First().Batches} batches";
        }
    }
}
