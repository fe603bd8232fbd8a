using System.Text.Json;

namespace Runner.Engine.Events.Lines;

/// <summary>
/// Writes an event as a JSON object. Every field of a type is always there, null where there is nothing to say, and in
/// one order, <c>type</c> first. docs/events.md describes each.
/// </summary>
static class EventWriter
{
    /// <summary>The version of the schema, in every <c>run-started</c>. It changes only when a reader of today would go wrong.</summary>
    internal const int Schema = 1;

    internal static void Write(Utf8JsonWriter json, RunEvent runEvent)
    {
        json.WriteStartObject();
        switch (runEvent)
        {
            case StepFinished step: WriteStepFinished(json, step); break;
            case StepStarted step:
                Head(json, "step-started", step);
                Number(json, "items"u8, step.Items);
                break;
            case StepLogged log:
                Head(json, "step-logged", log);
                json.WriteString("level"u8, EventNames.Of(log.Level));
                json.WriteString("message"u8, log.Message);
                break;
            case StepProgressed progress:
                Head(json, "step-progressed", progress);
                json.WriteString("message"u8, progress.Message);
                json.WritePropertyName("fraction"u8);
                if (progress.Fraction is { } fraction && double.IsFinite(fraction)) json.WriteNumberValue(fraction);
                else json.WriteNullValue();
                break;
            case AttemptStarted attempt:
                Head(json, "attempt-started", attempt);
                json.WriteNumber("attempt"u8, attempt.Attempt);
                json.WriteNumber("attempts"u8, attempt.Attempts);
                break;
            case RetryScheduled retry:
                Head(json, "retry-scheduled", retry);
                json.WriteNumber("attempt"u8, retry.Attempt);
                json.WriteNumber("attempts"u8, retry.Attempts);
                Milliseconds(json, "delayMs"u8, retry.Delay);
                json.WriteString("reason"u8, retry.Reason);
                json.WriteString("errorKind"u8, retry.ErrorKind);
                break;
            case ConnectionOpened opened:
                Head(json, "connection-opened", opened);
                json.WriteString("description"u8, opened.Description);
                break;
            case ConnectionClosed closed:
                Head(json, "connection-closed", closed);
                json.WriteString("description"u8, closed.Description);
                Error(json, closed.Error);
                break;
            case JobWaiting job:
                Head(json, "job-waiting", job);
                json.WriteString("job"u8, job.Job);
                json.WriteString("group"u8, job.Group);
                break;
            case JobStarted job:
                Head(json, "job-started", job);
                json.WriteString("job"u8, job.Job);
                json.WriteString("name"u8, job.Name);
                Number(json, "items"u8, job.Items);
                json.WriteString("item"u8, job.Item);
                break;
            case JobFinished job: WriteJobFinished(json, job); break;
            case BatchStarted batch:
                Head(json, "batch-started", batch);
                Batch(json, batch.Job, batch.Batch, batch.Batches, batch.Run, batch.Node);
                json.WriteNumber("first"u8, batch.First);
                json.WriteNumber("items"u8, batch.Items);
                break;
            case BatchFinished batch: WriteBatchFinished(json, batch); break;
            case RunStarted run:
                Head(json, "run-started", run);
                json.WriteNumber("schema"u8, Schema);
                json.WriteString("workflow"u8, run.Workflow);
                json.WriteString("file"u8, run.File);
                json.WriteString("description"u8, run.Description);
                json.WriteNumber("stepCount"u8, run.StepCount);
                break;
            case RunResumed run:
                Head(json, "run-resumed", run);
                json.WriteString("node"u8, run.Node);
                json.WriteNumber("times"u8, run.Times);
                break;
            case RunFinished run: WriteRunFinished(json, run); break;
            default: throw new NotSupportedException("There is no line for the event " + runEvent.GetType().Name + ".");
        }
        json.WriteEndObject();
    }

    static void WriteStepFinished(Utf8JsonWriter json, StepFinished step)
    {
        Head(json, "step-finished", step);
        json.WriteString("outcome"u8, EventNames.Of(step.Outcome));
        json.WriteString("conclusion"u8, EventNames.Of(step.Conclusion));
        Milliseconds(json, "durationMs"u8, step.Duration);
        json.WriteNumber("attempts"u8, step.Attempts);
        Error(json, step.Error);
        json.WriteStartArray("expectations"u8);
        foreach (var expectation in step.Expectations)
        {
            json.WriteStartObject();
            json.WriteString("expression"u8, expectation.Expression);
            json.WriteBoolean("passed"u8, expectation.Passed);
            json.WriteString("saw"u8, expectation.Saw);
            json.WriteString("location"u8, expectation.Location);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WritePropertyName("result"u8);
        ValueWriter.Write(json, step.Result);
        json.WritePropertyName("outputs"u8);
        ValueWriter.Write(json, step.Outputs);
        Items(json, step.Items);
        json.WriteBoolean("masked"u8, step.Masked);
    }

    static void WriteJobFinished(Utf8JsonWriter json, JobFinished job)
    {
        Head(json, "job-finished", job);
        json.WriteString("job"u8, job.Job);
        json.WriteString("outcome"u8, EventNames.Of(job.Outcome));
        Milliseconds(json, "durationMs"u8, job.Duration);
        json.WriteString("conclusion"u8, EventNames.Of(job.Conclusion));
        Error(json, job.Error);
        json.WritePropertyName("outputs"u8);
        ValueWriter.Write(json, job.Outputs);
        Items(json, job.Items);
        json.WriteBoolean("masked"u8, job.Masked);
    }

    static void WriteBatchFinished(Utf8JsonWriter json, BatchFinished batch)
    {
        Head(json, "batch-finished", batch);
        Batch(json, batch.Job, batch.Batch, batch.Batches, batch.Run, batch.Node);
        json.WriteString("outcome"u8, EventNames.Of(batch.Outcome));
        Milliseconds(json, "durationMs"u8, batch.Duration);
        json.WriteNumber("succeeded"u8, batch.Succeeded);
        json.WriteNumber("failed"u8, batch.Failed);
        json.WriteNumber("skipped"u8, batch.Skipped);
        json.WriteNumber("cancelled"u8, batch.Cancelled);
        Error(json, batch.Error);
    }

    static void Batch(Utf8JsonWriter json, string job, int number, int count, string run, string node)
    {
        json.WriteString("job"u8, job);
        json.WriteNumber("batch"u8, number);
        json.WriteNumber("batches"u8, count);
        json.WriteString("run"u8, run);
        json.WriteString("node"u8, node);
    }

    static void WriteRunFinished(Utf8JsonWriter json, RunFinished run)
    {
        Head(json, "run-finished", run);
        json.WriteString("outcome"u8, EventNames.Of(run.Outcome));
        Milliseconds(json, "durationMs"u8, run.Duration);
        json.WriteNumber("succeeded"u8, run.Succeeded);
        json.WriteNumber("failed"u8, run.Failed);
        json.WriteNumber("skipped"u8, run.Skipped);
        json.WriteNumber("cancelled"u8, run.Cancelled);
        json.WriteNumber("exitCode"u8, run.ExitCode);
        Error(json, run.Error);
        json.WritePropertyName("outputs"u8);
        ValueWriter.Write(json, run.Outputs);
    }

    static void Head(Utf8JsonWriter json, string type, StepEvent step)
    {
        Head(json, type, (RunEvent)step);
        json.WriteString("job"u8, EventPath.JobOf(step.Step.Path));
        json.WriteStartObject("step"u8);
        json.WriteString("path"u8, step.Step.Path);
        json.WriteString("name"u8, step.Step.Name);
        json.WriteString("uses"u8, step.Step.Uses);
        json.WriteEndObject();
    }

    static void Head(Utf8JsonWriter json, string type, RunEvent runEvent)
    {
        json.WriteString("type"u8, type);
        json.WriteString("runId"u8, runEvent.RunId);
        json.WriteNumber("seq"u8, runEvent.Sequence);
        json.WritePropertyName("time"u8);
        // 2026-01-31T08:15:30.123Z, always as long, so that the lines sort by it.
        Span<byte> time = stackalloc byte[24];
        var utc = runEvent.Time.UtcDateTime;
        utc.TryFormat(time, out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
        json.WriteStringValue(time[..written]);
    }

    static void Error(Utf8JsonWriter json, ErrorInfo? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }
        json.WriteStartObject("error"u8);
        json.WriteString("kind"u8, error.Kind);
        json.WriteString("message"u8, error.Message);
        json.WriteString("target"u8, error.Target);
        Number(json, "status"u8, error.Status);
        json.WriteString("help"u8, error.Help);
        json.WriteString("location"u8, error.Location);
        json.WriteEndObject();
    }

    static void Items(Utf8JsonWriter json, ItemCounts? items)
    {
        if (items is null)
        {
            json.WriteNull("items"u8);
            return;
        }
        json.WriteStartObject("items"u8);
        json.WriteNumber("total"u8, items.Total);
        json.WriteNumber("succeeded"u8, items.Succeeded);
        json.WriteNumber("failed"u8, items.Failed);
        json.WriteNumber("skipped"u8, items.Skipped);
        json.WriteNumber("cancelled"u8, items.Cancelled);
        json.WriteEndObject();
    }

    static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    // A tick is 0.0001 ms: a duration read back is the same to the tick.
    static void Milliseconds(Utf8JsonWriter json, ReadOnlySpan<byte> name, TimeSpan duration) =>
        json.WriteNumber(name, duration.Ticks / (double)TimeSpan.TicksPerMillisecond);
}
