using Runner.Store.Databases;
using Runner.Store.Sealing;

namespace Runner.Store.Queue;

/// <summary>A row of the table <c>runs</c>, as far as the queue needs it.</summary>
sealed class RunRow
{
    public const string Columns =
        "id, workflow, file, folder, project, trigger, due_at AS DueAt, inputs, definition, concurrency, runs_on AS RunsOn, schedule, slot, parent, "
        + "parent_path AS ParentPath, retry_of AS RetryOf, options, epoch, started_at AS StartedAt, cancel_asked_at AS CancelAskedAt, secret";

    public required string Id { get; init; }
    public required string Workflow { get; init; }
    public required string File { get; init; }
    public required string Folder { get; init; }
    public required string Project { get; init; }
    public required string Trigger { get; init; }
    public long DueAt { get; init; }
    public required string Inputs { get; init; }
    public string? Definition { get; init; }
    public string? Concurrency { get; init; }
    public required string RunsOn { get; init; }
    public string? Schedule { get; init; }
    public long? Slot { get; init; }
    public string? Parent { get; init; }
    public string? ParentPath { get; init; }
    public string? RetryOf { get; init; }
    public required string Options { get; init; }
    public int Epoch { get; init; }
    public long? StartedAt { get; init; }
    public long? CancelAskedAt { get; init; }
    public byte[]? Secret { get; init; }

    public IReadOnlyList<ConcurrencyClaim> Claims => ClaimsOf(Concurrency);

    public IReadOnlyList<string> Labels => Column.List<string>(RunsOn);

    public static IReadOnlyList<ConcurrencyClaim> ClaimsOf(string? json) => Column.List<ConcurrencyClaim>(json);

    public TakenRun Taken(TakeRequest request, DateTimeOffset until, StoreKey key)
    {
        var inputs = Secret is null ? null : key.Open(Secret, SealedText.InputsOf(Id));
        return new(Wanted(inputs), Epoch + 1, StartedAt is not null)
        {
            Node = request.Node,
            Lease = request.Lease,
            LeaseUntil = until,
            LacksSecretInputs = Secret is not null && inputs is null,
            CancelAsked = CancelAskedAt is not null,
        };
    }

    NewRun Wanted(string? secretInputs) => new()
    {
        Id = Id,
        Workflow = Workflow,
        File = File,
        Folder = Folder,
        Project = Project,
        Trigger = Trigger,
        DueAt = Column.Time(DueAt),
        Inputs = Inputs,
        SecretInputs = secretInputs,
        Definition = Definition,
        RunsOn = Labels,
        Concurrency = Claims,
        Schedule = Schedule,
        Slot = Column.Time(Slot),
        Parent = Parent,
        ParentPath = ParentPath,
        RetryOf = RetryOf,
        Options = Options,
    };
}
