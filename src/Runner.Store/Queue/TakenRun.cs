namespace Runner.Store.Queue;

/// <summary>A run that a node has, until its lease ends.</summary>
/// <param name="Run">The run.</param>
/// <param name="Epoch">How often it was taken. Whatever is written for it carries this number, and is refused once it is outdated.</param>
/// <param name="Resumes">Whether somebody had begun it: it goes on from its events.</param>
public sealed record TakenRun(NewRun Run, int Epoch, bool Resumes)
{
    /// <summary>Who has it.</summary>
    public required string Node { get; init; }

    /// <summary>How long each renewal lasts.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Until when it is the node's, unless it is renewed.</summary>
    public required DateTimeOffset LeaseUntil { get; init; }

    /// <summary>Whether it has secret inputs that were sealed under another key than this process has.</summary>
    public bool LacksSecretInputs { get; init; }

    /// <summary>Whether somebody asked to cancel it before it was taken.</summary>
    public bool CancelAsked { get; init; }
}

/// <summary>Which runs a node would take.</summary>
public sealed record TakeRequest
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyCollection<string> Labels { get; init; } = [];

    /// <summary>How many it has room for.</summary>
    public required int Most { get; init; }

    /// <summary>How many of them may be other than batches; null for as many. Runs that wait for their batches do not take the batches' places.</summary>
    public int? MostRuns { get; init; }

    /// <summary>How many may run at once on all nodes together; null is no limit.</summary>
    public int? Limit { get; init; }

    /// <summary>How long they are the node's without a sign of life.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether only runs are taken whose node was lost, and none that has not begun.</summary>
    public bool OnlyLapsed { get; init; }
}

/// <summary>What came of asking to cancel a run.</summary>
public enum CancelAnswer
{
    /// <summary>There is no such run.</summary>
    Unknown,

    /// <summary>It had not begun, and will not.</summary>
    Cancelled,

    /// <summary>Who runs it has been asked to end it.</summary>
    Asked,

    /// <summary>It is over already.</summary>
    Over,
}
