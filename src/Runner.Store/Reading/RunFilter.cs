namespace Runner.Store.Reading;

/// <summary>Which runs are looked for. What is null or empty lets all through.</summary>
public sealed record RunFilter
{
    /// <summary>Names of workflows, or their files: what has a slash or ends like a file is one. <c>*</c> and <c>?</c> stand for other characters.</summary>
    public IReadOnlyList<string> Workflows { get; init; } = [];

    /// <summary>States: <c>queued</c>, <c>running</c>, <c>success</c>, <c>failure</c>, <c>cancelled</c>, <c>interrupted</c>.</summary>
    public IReadOnlyList<string> States { get; init; } = [];

    /// <summary>Made at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Made before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A host that an error of a step came from, or for which a job ran; <c>*</c> and <c>?</c> stand for other characters.</summary>
    public string? Host { get; init; }

    /// <summary>The kind of an error of one of its steps, or of its own.</summary>
    public string? ErrorKind { get; init; }

    /// <summary>The schedule that started it; <c>*</c> and <c>?</c> stand for other characters.</summary>
    public string? Schedule { get; init; }

    /// <summary>Why it was started, such as <c>manual</c>.</summary>
    public string? Trigger { get; init; }

    /// <summary>The run of which it is a part.</summary>
    public string? Parent { get; init; }

    /// <summary>Whether batches of other runs are among them. They are in any case where a parent, a trigger, a host or a kind of error is asked for.</summary>
    public bool WithBatches { get; init; }
}
