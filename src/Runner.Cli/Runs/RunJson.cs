using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Store.Reading;

namespace Runner.Cli.Runs;

/// <summary>Runs as JSON, for other programs. Durations are milliseconds, times ISO 8601 in UTC.</summary>
static class RunJson
{
    static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IReadOnlyList<RunSummary> runs, Stream output) => Write(output, json =>
    {
        json.WriteStartArray();
        foreach (var run in runs)
        {
            json.WriteStartObject();
            Summary(json, run);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void Write(RunSummary run, IReadOnlyList<JobSummary> jobs, IReadOnlyList<StepSummary> steps, Stream output, IReadOnlyList<RunSummary>? batches = null) => Write(output, json =>
    {
        json.WriteStartObject();
        Summary(json, run);
        json.WriteStartArray("jobs"u8);
        foreach (var job in jobs)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, job.Path);
            json.WriteString("name"u8, job.Name);
            json.WriteString("item"u8, job.Item);
            Part(json, job.State, job.StartedAt, job.Duration, job.ErrorKind, job.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps"u8);
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, step.Path);
            json.WriteString("job"u8, step.Job);
            json.WriteString("name"u8, step.Name);
            json.WriteString("uses"u8, step.Uses);
            json.WriteNumber("attempts"u8, step.Attempts);
            json.WriteString("host"u8, step.Host);
            Part(json, step.State, step.StartedAt, step.Duration, step.ErrorKind, step.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("batches"u8);
        foreach (var batch in batches ?? [])
        {
            json.WriteStartObject();
            Summary(json, batch);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    static void Write(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(output, Indented)) write(json);
        output.Write("\n"u8);
        output.Flush();
    }

    static void Summary(Utf8JsonWriter json, RunSummary run)
    {
        json.WriteString("id"u8, run.Id);
        json.WriteString("workflow"u8, run.Workflow);
        json.WriteString("file"u8, run.File);
        json.WriteString("folder"u8, run.Folder);
        json.WriteString("project"u8, run.Project);
        json.WriteString("trigger"u8, run.Trigger);
        json.WriteString("state"u8, run.State);
        Time(json, "createdAt", run.CreatedAt);
        Time(json, "startedAt", run.StartedAt);
        Time(json, "finishedAt", run.FinishedAt);
        Number(json, "durationMs", run.Duration?.TotalMilliseconds);
        Number(json, "exitCode", run.ExitCode);
        json.WriteString("errorKind"u8, run.ErrorKind);
        json.WriteString("error"u8, run.Error);
        Number(json, "succeeded", run.Succeeded);
        Number(json, "failed", run.Failed);
        Number(json, "skipped", run.Skipped);
        Number(json, "cancelled", run.Cancelled);
        json.WritePropertyName("inputs"u8);
        json.WriteRawValue(run.Inputs);
        json.WriteString("schedule"u8, run.Schedule);
        Time(json, "slot", run.Slot);
        json.WriteString("parent"u8, run.Parent);
        json.WriteString("parentPath"u8, run.ParentPath);
        if (run.Batch is { } part)
        {
            json.WriteStartObject("batch"u8);
            json.WriteNumber("number"u8, part.Number);
            json.WriteNumber("of"u8, part.Of);
            json.WriteNumber("first"u8, part.First);
            json.WriteNumber("count"u8, part.Count);
            json.WriteNumber("total"u8, part.Total);
            json.WriteEndObject();
        }
        else json.WriteNull("batch"u8);
        json.WriteString("retryOf"u8, run.RetryOf);
        json.WriteStartArray("runsOn"u8);
        foreach (var label in run.RunsOn) json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteString("waitsFor"u8, run.WaitsFor);
        json.WriteString("node"u8, run.Node);
        json.WriteString("process"u8, run.Process);
        Time(json, "cancelAskedAt", run.CancelAskedAt);
    }

    static void Part(Utf8JsonWriter json, string state, DateTimeOffset? started, TimeSpan? duration, string? kind, string? error)
    {
        json.WriteString("state"u8, state);
        Time(json, "startedAt", started);
        Number(json, "durationMs", duration?.TotalMilliseconds);
        json.WriteString("errorKind"u8, kind);
        json.WriteString("error"u8, error);
    }

    static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } value) json.WriteString(name, value.UtcDateTime);
        else json.WriteNull(name);
    }

    static void Number(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
