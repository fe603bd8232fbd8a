namespace Runner.Store.Schedules;

/// <summary>A schedule that was found in a file.</summary>
public sealed record FoundSchedule
{
    /// <summary>Its id: <c>workflows/check.yaml#1</c>, or the name in the number's place.</summary>
    public required string Id { get; init; }

    /// <summary>The folder of <c>runner.yaml</c>.</summary>
    public required string Project { get; init; }

    /// <summary>The workflow's file, relative to the project.</summary>
    public required string File { get; init; }

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>When it starts, for people. Where it changes, starts before are forgotten.</summary>
    public required string Text { get; init; }

    /// <summary>Its first slot from now on; null when there is none any more.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>What is wrong with the file of which an older version goes on; null for nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>A schedule as the store knows it.</summary>
public sealed record StoredSchedule
{
    /// <inheritdoc cref="FoundSchedule.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="FoundSchedule.Project"/>
    public required string Project { get; init; }

    /// <inheritdoc cref="FoundSchedule.File"/>
    public required string File { get; init; }

    /// <inheritdoc cref="FoundSchedule.Workflow"/>
    public required string Workflow { get; init; }

    /// <inheritdoc cref="FoundSchedule.Text"/>
    public required string Text { get; init; }

    /// <summary>Since when it is paused; null when it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Every slot to here was decided.</summary>
    public required DateTimeOffset DecidedUntil { get; init; }

    /// <summary>The next slot; null for none.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <inheritdoc cref="FoundSchedule.Problem"/>
    public string? Problem { get; init; }

    /// <summary>The slot that was decided last; null for none.</summary>
    public DateTimeOffset? LastSlot { get; init; }

    /// <summary>How: <c>run</c>, <c>overlap</c>, <c>missed</c>, <c>paused</c>, <c>maintenance</c>.</summary>
    public string? LastDecision { get; init; }

    /// <summary>The run of that slot; null when it was left out.</summary>
    public string? LastRun { get; init; }

    /// <summary>And its state.</summary>
    public string? LastState { get; init; }
}
