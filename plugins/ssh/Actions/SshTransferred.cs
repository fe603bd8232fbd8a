namespace Runner.Plugins.Ssh;

/// <summary>What an upload or a download did.</summary>
public sealed record SshTransferred
{
    /// <summary>Where the file or folder is now.</summary>
    public required string Target { get; init; }

    /// <summary>Whether anything changed there: false when all was the same already.</summary>
    public required bool Changed { get; init; }

    /// <summary>How many files went over.</summary>
    public required long Files { get; init; }

    /// <summary>How many bytes went over.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size of a single file; of a folder, the bytes of the files that went over.</summary>
    public required long Size { get; init; }

    /// <summary>The SHA-256 of a single file, in hex: with <c>checksum</c>, and where contents had to be compared to see that it was the same already. Else null, as for folders.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What of a folder was left out, though no pattern said so, and why.</summary>
    public IReadOnlyList<SyncLeftOut> LeftOut { get; init; } = [];

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    internal static SshTransferred Of(TransferResult done, TimeSpan duration) => new()
    {
        Target = done.Path, Changed = done.Changed, Files = done.Sent ? 1 : 0, Bytes = done.Bytes, Size = done.Size, Sha256 = done.Sha256, Duration = duration,
    };

    internal static SshTransferred Of(SyncResult done, string target) => new()
    {
        Target = target, Changed = done.Changed, Files = done.Files, Bytes = done.Bytes, Size = done.Bytes, LeftOut = done.LeftOut, Duration = done.Duration,
    };
}
