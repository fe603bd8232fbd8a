namespace Runner.Plugins.Ssh;

/// <summary>What a copy of a folder did, or would do.</summary>
public sealed record SyncResult
{
    /// <summary>How many changes are listed.</summary>
    public const int MostListed = 1_000;

    /// <summary>Whether it only looked.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether anything differed.</summary>
    public bool Changed => Created + Updated + Deleted + Attributes > 0;

    /// <summary>Files that were sent or fetched.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes they have.</summary>
    public long Bytes { get; init; }

    /// <summary>Files, folders and links that the target did not have.</summary>
    public long Created { get; init; }

    /// <summary>Files and links that were replaced.</summary>
    public long Updated { get; init; }

    /// <summary>Files, folders and links that were removed; a removed folder counts once, with all that was in it.</summary>
    public long Deleted { get; init; }

    /// <summary>Files and folders of which only permissions or the time were changed.</summary>
    public long Attributes { get; init; }

    /// <summary>Files and links that were the same.</summary>
    public long Unchanged { get; init; }

    /// <summary>Each change, in no order; the first thousand.</summary>
    public IReadOnlyList<SyncChange> Changes { get; init; } = [];

    /// <summary>Changes that are not listed, since there are more than a thousand.</summary>
    public long ChangesNotListed { get; init; }

    /// <summary>What was left out, though no pattern said so, and why: links that lead out of the folder, devices. The first thousand.</summary>
    public IReadOnlyList<SyncLeftOut> LeftOut { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>One change at the target of a copy.</summary>
/// <param name="Path">The path below the top, with slashes.</param>
/// <param name="Kind">What happened to it.</param>
/// <param name="Type">What it is.</param>
/// <param name="Bytes">The bytes of a file that was sent or fetched; 0 for all else.</param>
public sealed record SyncChange(string Path, SyncChangeKind Kind, SftpFileKind Type, long Bytes);

/// <summary>What happened to a file of a target.</summary>
public enum SyncChangeKind
{
    /// <summary>It was not there.</summary>
    Create,

    /// <summary>It had other contents.</summary>
    Update,

    /// <summary>It had other permissions, or another time.</summary>
    Attributes,

    /// <summary>It was too much, and was removed.</summary>
    Delete,
}

/// <summary>Something that was not copied.</summary>
/// <param name="Path">The path below the top, with slashes.</param>
/// <param name="Reason">Why.</param>
public sealed record SyncLeftOut(string Path, string Reason);
