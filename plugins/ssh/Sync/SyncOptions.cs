namespace Runner.Plugins.Ssh;

/// <summary>What of a folder is copied, and what is done at its target.</summary>
public sealed record SyncOptions
{
    /// <summary>How files are told to be the same.</summary>
    public SyncCompare Compare { get; init; } = SyncCompare.SizeAndTime;

    /// <summary>Whether what the target has and the source has not is removed. What patterns leave out is kept.</summary>
    public bool Delete { get; init; }

    /// <summary>Whether only to say what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>Patterns of which a file must match one; empty for all files. Folders are entered whatever these say.</summary>
    /// <remarks>
    /// <c>*</c> and <c>?</c> stand for characters of a name, <c>**</c> for any folders. A pattern without a slash is matched with names in
    /// every folder, another with the path below the top; one with a slash at its end matches folders only.
    /// </remarks>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of files and folders that are left out, on both sides. They win over <see cref="Include"/>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>What becomes of symbolic links.</summary>
    public LinkHandling Links { get; init; }

    /// <summary>Whether files and folders get the source's permissions. Files always get its time of change.</summary>
    public bool Permissions { get; init; } = true;

    /// <summary>The permissions that files get; null for those that <see cref="Permissions"/> says. Folders may be entered by whoever may read in them.</summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The owner of what is uploaded; null for the user.</summary>
    public SftpOwner? Owner { get; init; }

    /// <summary>Whether every file is written to the disk before it replaces another one.</summary>
    public bool Flush { get; init; }

    /// <summary>How many files are under way at once.</summary>
    public int MaxParallel { get; init; } = 64;

    /// <summary>Told how it comes along; null for nobody.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }
}

/// <summary>How files are told to be the same.</summary>
public enum SyncCompare
{
    /// <summary>By size, and time of change to the second.</summary>
    SizeAndTime,

    /// <summary>By their SHA-256.</summary>
    Checksum,

    /// <summary>Not at all: every file is copied.</summary>
    Never,
}

/// <summary>What becomes of symbolic links in a copied folder.</summary>
public enum LinkHandling
{
    /// <summary>Those that lead to a place in the folder are made as links; others are left out, and the result says so.</summary>
    Safe,

    /// <summary>What they lead to is copied, wherever it is on the source's side.</summary>
    Follow,

    /// <summary>They are left out.</summary>
    Skip,
}
