namespace Runner.Plugins.Ssh;

/// <summary>How a file is sent or fetched.</summary>
public sealed record TransferOptions
{
    /// <summary>
    /// The permissions that it gets; null for those of the file that is replaced, and for a new one those of the source, less what
    /// the receiving side's umask takes away.
    /// </summary>
    public UnixFileMode? Mode { get; init; }

    /// <summary>The owner that an uploaded file gets; null for the one of the file that is replaced, where the server lets it be given, else the user.</summary>
    public SftpOwner? Owner { get; init; }

    /// <summary>Whether it gets the source's permissions and time of change.</summary>
    public bool Preserve { get; init; }

    /// <summary>
    /// Whether to go on where an earlier, broken transfer of the same file stopped. What is there is compared before: all of it where the
    /// server can be asked for a hash (<see cref="SftpClient.RemoteHash"/>), else its end. Without it, a broken transfer leaves nothing, unless an upload's connection is lost: the error names the part then.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether to leave it out when the target is the same already: of the same size, and of the same SHA-256. With <see cref="Preserve"/>
    /// the same time (to the second) is enough.
    /// </summary>
    public bool IfChanged { get; init; }

    /// <summary>
    /// Whether contents are compared: before, in place of sizes and times; and after, the SHA-256 of what arrived with that of what was
    /// sent, which is also told then. A server that cannot be asked for a hash is read back. Without it nothing is hashed that need not
    /// be: SSH itself protects what it carries.
    /// </summary>
    public bool Checksum { get; init; }

    /// <summary>Whether the file is written to the disk before it replaces the old one, so that a power cut leaves one of both whole. Without it the system writes it when it likes.</summary>
    public bool Flush { get; init; }

    /// <summary>Told how it comes along; null for nobody.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Whether it gets the source's time of change, whatever <see cref="Preserve"/> says.</summary>
    internal bool PreserveTime { get; init; }
}

/// <summary>The owner of a file.</summary>
/// <param name="User">The user's number.</param>
/// <param name="Group">The group's number.</param>
public sealed record SftpOwner(uint User, uint Group);

/// <summary>How far a transfer has come.</summary>
/// <param name="Bytes">How many bytes went over so far.</param>
/// <param name="Total">How many there are; null when nobody knows.</param>
/// <param name="File">The path of the file that it is at.</param>
public readonly record struct TransferProgress(long Bytes, long? Total, string File);

/// <summary>What became of one file.</summary>
/// <param name="Path">Where it is now.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Bytes">How many bytes of it went over: 0 when the target was the same already, less than its size when it was resumed.</param>
/// <param name="Changed">Whether anything changed at the target.</param>
/// <param name="Created">Whether there was none before.</param>
/// <param name="Sha256">The SHA-256 of its contents, in hex, with <see cref="TransferOptions.Checksum"/> or where contents were compared to see that they are the same; else null.</param>
public sealed record TransferResult(string Path, long Size, long Bytes, bool Changed, bool Created, string? Sha256)
{
    /// <summary>Whether it went over: of an empty file there are no bytes that could tell.</summary>
    public bool Sent { get; init; }
}
