using System.Text;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Store.Queue;
using Runner.Store.Sealing;
using Runner.Workflows.Values;

namespace Runner.Store.Recording;

/// <summary>Keeps what one run says in the store, by way of the process' <see cref="RunRecorder"/>.</summary>
public sealed class RunJournal : IRunJournal, IDisposable
{
    readonly RunRecorder recorder;
    readonly Lock gate = new();
    readonly EventLine line = new();
    readonly RunModel model = new();
    readonly CancellationTokenSource lost = new();
    List<EventRow> events = [];
    List<SealedRow> seals = [];
    TaskCompletionSource? waiting;
    Exception? loss;
    long size;
    bool ended;

    internal RunJournal(RunRecorder recorder, TakenRun taken) => (this.recorder, Taken, LeaseUntil) = (recorder, taken, taken.LeaseUntil);

    /// <summary>Whose journal it is.</summary>
    public TakenRun Taken { get; }

    /// <summary>Cancelled when this process may no longer run it: another has it, or the lease ended while the store was gone.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Until when the run is this process'.</summary>
    internal DateTimeOffset LeaseUntil { get; set; }

    internal bool IsLost => loss is not null;

    /// <summary>Whether its last event is kept.</summary>
    internal bool IsOver { get; private set; }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        recorder.WaitForRoom(this);
        lock (gate)
        {
            if (loss is not null || ended) return;
            var text = Encoding.UTF8.GetString(line.Write(runEvent)[..^1]);
            events.Add(new(runEvent.Sequence, TypeOf(text), text));
            model.Add(runEvent);
            ended = runEvent is RunFinished;
            Grow(text.Length * sizeof(char));
        }

        recorder.Wake(urgent: ended);
    }

    /// <inheritdoc/>
    public ValueTask KeptAsync(CancellationToken cancel)
    {
        Task kept;
        lock (gate)
        {
            if (loss is not null) return ValueTask.FromException(Suspended(loss));
            if (IsOver) return ValueTask.CompletedTask;
            // Continuations run on the pool: the writer has more to do than to go on with runs.
            kept = (waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        recorder.Wake(urgent: true);
        return new(kept.WaitAsync(cancel));
    }

    /// <inheritdoc/>
    public void Seal(string path, Value result, Value outputs)
    {
        if (recorder.Key.Seal(SealedText.Write(result, outputs), SealedText.StepOf(Taken.Run.Id, path)) is not { } box) return;
        lock (gate)
        {
            if (loss is not null || ended) return;
            seals.Add(new(path, box));
            Grow(box.Length);
        }
    }

    /// <summary>Lets go of it: of a run that ended, or is suspended. What was observed is still written.</summary>
    public void Dispose() => recorder.End(this);

    /// <summary>What was observed since the last time; null for nothing.</summary>
    internal JournalBatch? Take()
    {
        lock (gate)
        {
            if (loss is not null || events.Count == 0 && seals.Count == 0 && waiting is null) return null;
            var (jobs, steps, run) = model.Take();
            var batch = new JournalBatch(this, events, seals, jobs, steps, run, waiting, size);
            (events, seals, waiting, size) = ([], [], null, 0);
            return batch;
        }
    }

    /// <summary>Its last event is kept.</summary>
    internal void End()
    {
        TaskCompletionSource? waiter;
        lock (gate)
        {
            IsOver = true;
            (waiter, waiting) = (waiting, null);
        }

        waiter?.TrySetResult();
    }

    /// <summary>Gives the run up.</summary>
    internal void Lose(Exception cause)
    {
        TaskCompletionSource? waiter;
        long freed;
        lock (gate)
        {
            if (loss is not null) return;
            loss = cause;
            (waiter, waiting) = (waiting, null);
            (events, seals, freed, size) = ([], [], size, 0);
        }

        recorder.Free(freed);
        waiter?.TrySetException(Suspended(cause));
        lost.Cancel();
    }

    internal static RunSuspendedException Suspended(Exception cause) => new(cause.Message, cause);

    void Grow(int bytes)
    {
        size += bytes;
        recorder.Grow(bytes);
    }

    // {"type":"step-started",...
    internal static string TypeOf(string text) => text.AsSpan(9) is var rest && rest[..rest.IndexOf('"')] is var type && KnownTypes.TryGetValue(type, out var known) ? known : type.ToString();

    static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownTypes =
        new HashSet<string>(StringComparer.Ordinal) { "run-started", "run-resumed", "run-finished", "job-waiting", "job-started", "job-finished", "step-started", "step-finished", "step-logged", "step-progressed", "attempt-started", "retry-scheduled", "connection-opened", "connection-closed" }
            .GetAlternateLookup<ReadOnlySpan<char>>();
}

/// <summary>A row of the table <c>events</c>.</summary>
readonly record struct EventRow(long Sequence, string Type, string Line);

/// <summary>A row of the table <c>sealed</c>.</summary>
readonly record struct SealedRow(string Path, byte[] Value);

/// <summary>What one run said between two commits.</summary>
sealed record JournalBatch(
    RunJournal Journal, List<EventRow> Events, List<SealedRow> Seals, Dictionary<string, JobRow> Jobs, Dictionary<string, StepRow> Steps, RunChange Run, TaskCompletionSource? Waiting, long Size);
