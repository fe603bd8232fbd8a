using System.Globalization;
using System.Text;
using Runner.Cli.Hosts;
using Runner.Reporting;
using Runner.Store.Reading;
using Runner.Workflows.Types;

namespace Runner.Cli.Runs;

/// <summary>Runs as people read them: a table, and a tree of one.</summary>
sealed class RunText(Surroundings around)
{
    const int ShortId = 8;
    const int WidestName = 32;

    readonly TerminalCapabilities terminal = TerminalCapabilities.Detect(around.IsTerminal(), Encoding.UTF8, around.Variables, () => TerminalSize.Default);

    /// <summary>The end of an id, which tells runs apart: they begin with their time.</summary>
    public static string Short(string id) => id.Length > ShortId ? id[^ShortId..] : id;

    public void Table(IReadOnlyList<RunSummary> runs)
    {
        List<string[]> rows = [["RUN", "STATE", "WORKFLOW", "STARTED", "TOOK", "BY", "ERROR"], .. runs.Select(Row)];
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var line = new StringBuilder();
            for (var column = 0; column < row.Length; column++)
            {
                var text = column == row.Length - 1 ? row[column] : row[column].PadRight(widths[column]);
                line.Append(column == 0 ? "" : "  ").Append(i > 0 && column == 1 ? Toned(runs[i - 1].State, text) : text);
            }

            around.Out.WriteLine(line.ToString().TrimEnd());
        }
    }

    static string[] Row(RunSummary run) =>
    [
        Short(run.Id), run.CancelAskedAt is not null && run.State == "running" ? "cancelling" : run.State, Cut(run.Workflow, WidestName), Time(run.StartedAt ?? run.CreatedAt),
        run.Duration is { } took ? Took(took) : "-", run.Trigger, run.Error is { } error ? Cut($"{run.ErrorKind}: {error}", 60) : run.WaitsFor is { } waits ? Cut($"waits: {waits}", 80) : "",
    ];

    /// <summary>Lines for other programs: id, state, workflow, start, milliseconds, trigger, file, kind of error, error, separated by tabs.</summary>
    public void Lines(IReadOnlyList<RunSummary> runs)
    {
        foreach (var run in runs)
        {
            around.Out.WriteLine(string.Join('\t', new[]
            {
                run.Id, run.State, run.Workflow, (run.StartedAt ?? run.CreatedAt).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                run.Duration?.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) ?? "", run.Trigger, run.File, run.ErrorKind ?? "", run.Error ?? "",
            }.Select(PrintableText.Of)));
        }
    }

    public void Tree(RunSummary run, IReadOnlyList<JobSummary> jobs, IReadOnlyList<StepSummary> steps, IReadOnlyList<RunSummary>? batches = null)
    {
        around.Out.WriteLine($"{Sign(run.State)} {PrintableText.Of(run.Workflow)}  {Toned(run.State, run.State)}{(run.Duration is { } took ? $" in {Took(took)}" : "")}");
        Line("run", run.Id);
        Line("file", run.File);
        Line("started", run.StartedAt is { } started ? $"{Time(started)} ({run.Trigger})" : $"not yet ({run.Trigger}), due {Time(run.DueAt)}");
        Line("schedule", run.Schedule);
        Line("retry of", run.RetryOf);
        if (run.Parent is { } parent) Line("batch of", $"{parent} {run.ParentPath}{(run.Batch is { } part ? $", {part.Number} of {part.Of}: {ItemsOf(part)}" : "")}");
        if (run.RunsOn.Count > 0) Line("runs on", string.Join(", ", run.RunsOn));
        Line("waits", run.WaitsFor);
        Line("node", run.Node);
        Line("process", run.IsOver ? null : run.Process);
        if (run.Inputs != "{}") Line("inputs", run.Inputs);
        if (run.ErrorKind is not null) Line("error", $"{run.ErrorKind}: {run.Error}");
        if (run.Succeeded is not null) Line("steps", $"{run.Succeeded} succeeded, {run.Failed} failed, {run.Skipped} skipped" + (run.Cancelled > 0 ? $", {run.Cancelled} cancelled" : ""));
        var byJob = steps.ToLookup(step => step.Job, StringComparer.Ordinal);
        var known = jobs.Select(job => job.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var job in jobs.Where(job => !job.Path.Contains('/')))
        {
            // Items stand below the job that is repeated.
            if (job.Path.EndsWith(']') && known.Contains(job.Path[..job.Path.LastIndexOf('[')])) continue;
            Write(job, 0);
        }

        void Write(JobSummary job, int depth)
        {
            WriteJob(job, depth);
            foreach (var batch in batches?.Where(batch => batch.ParentPath == job.Path) ?? []) WriteBatch(batch, depth + 1);
        }

        void WriteJob(JobSummary job, int depth)
        {
            Part(depth, job.State, job.Item ?? job.Name, "", job.StartedAt is null ? null : job.Duration, 0, job.ErrorKind, job.Error);
            foreach (var item in jobs.Where(item => item.Path.StartsWith(job.Path + "[", StringComparison.Ordinal) && !item.Path[job.Path.Length..].Contains('/'))) Write(item, depth + 1);
            foreach (var step in byJob[job.Path])
            {
                Part(depth + 1, step.State, step.Name, step.Uses, step.StartedAt is null ? null : step.Duration, step.Attempts, step.ErrorKind, step.State is "success" ? null : step.Error);
                foreach (var inner in jobs.Where(inner => inner.Path.StartsWith(step.Path + "/", StringComparison.Ordinal) && !inner.Path[(step.Path.Length + 1)..].Contains('/') && !inner.Path.EndsWith(']'))) Write(inner, depth + 2);
            }
        }

        void Line(string name, string? value)
        {
            if (value is not null) around.Out.WriteLine($"  {name + ":",-10} {PrintableText.Of(value)}");
        }
    }

    void WriteBatch(RunSummary batch, int depth)
    {
        var name = batch.Batch is { } part ? $"batch {part.Number} of {part.Of}, {ItemsOf(part)}" : "batch";
        if (batch.Node is { } node) name += $"  {node}";
        Part(depth, batch.CancelAskedAt is not null && batch.State == "running" ? "cancelling" : batch.State, $"{name}  {Short(batch.Id)}", "", batch.Duration, 0, batch.ErrorKind, batch.Error);
    }

    static string ItemsOf(Store.Batches.BatchPart part) => part.Count == 1 ? $"item {part.First + 1}" : $"items {part.First + 1} to {part.First + part.Count}";

    void Part(int depth, string state, string name, string uses, TimeSpan? took, int attempts, string? kind, string? error)
    {
        var indent = new string(' ', 2 + depth * 2);
        var text = $"{indent}{Sign(state)} {PrintableText.Of(name)}";
        if (uses.Length > 0 && !name.Contains(uses, StringComparison.Ordinal)) text += $"  {uses}";
        if (took is { } duration) text += $"  {Took(duration)}";
        if (attempts > 1) text += $"  {attempts} attempts";
        if (state is "skipped" or "cancelled" or "waiting" or "running" or "queued" or "cancelling") text += $"  {Toned(state, state)}";
        around.Out.WriteLine(text);
        if (error is not null && state != "skipped") around.Out.WriteLine($"{indent}  {Toned("failure", kind is null ? "error" : kind)}: {PrintableText.Of(error)}");
    }

    string Sign(string state) => Toned(state, (state, terminal.Unicode) switch
    {
        ("success", true) => "✓",
        ("success", false) => "+",
        ("failure", true) => "✗",
        ("failure", false) => "x",
        ("running" or "waiting" or "queued", true) => "…",
        ("running" or "waiting" or "queued", false) => ".",
        ("skipped", _) => "-",
        _ => "!",
    });

    string Toned(string state, string text) => !terminal.Color ? text : state switch
    {
        "success" => $"\e[32m{text}\e[0m",
        "failure" => $"\e[31m{text}\e[0m",
        "cancelled" or "interrupted" => $"\e[33m{text}\e[0m",
        "running" => $"\e[36m{text}\e[0m",
        _ => $"\e[2m{text}\e[0m",
    };

    // Kept in whole milliseconds.
    static string Took(TimeSpan duration) => duration < TimeSpan.FromMilliseconds(1) ? "<1ms" : DurationText.Format(duration);

    static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static string Cut(string text, int longest)
    {
        text = PrintableText.Of(text);
        return text.Length <= longest ? text : text[..(longest - 1)] + "…";
    }
}
