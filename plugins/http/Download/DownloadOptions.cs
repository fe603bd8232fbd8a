namespace Runner.Plugins.Http;

/// <summary>Where a download goes, and what it must be.</summary>
public sealed record DownloadOptions
{
    /// <summary>The file. Its folders are made; an older file of the name is replaced, once the new one is whole.</summary>
    public required string To { get; init; }

    /// <summary>Whether to go on where an earlier, broken download of the same URL to the same file stopped.</summary>
    public bool Resume { get; init; }

    /// <summary>The SHA-256 that the file must have, in hex; null for any.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The SHA-512 that the file must have, in hex; null for any.</summary>
    public string? Sha512 { get; init; }

    /// <summary>The MD5 that the file must have, in hex; null for any.</summary>
    public string? Md5 { get; init; }

    /// <summary>The largest file to accept, in bytes; null for any.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Told how the download comes along; null for nobody.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }
}
