namespace Runner.Plugins.Ssh;

/// <summary>What a name of a file system stands for.</summary>
public enum SftpFileKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A device, a named pipe or a socket; or the server did not say.</summary>
    Other,
}

/// <summary>What an SFTP server tells of a file. What it does not tell is null.</summary>
public sealed record SftpAttributes
{
    const uint TypeMask = 0xF000;

    /// <summary>The size in bytes.</summary>
    public long? Size { get; init; }

    /// <summary>The owner's number.</summary>
    public uint? UserId { get; init; }

    /// <summary>The number of the owner's group.</summary>
    public uint? GroupId { get; init; }

    /// <summary>When it was read last, to the second.</summary>
    public DateTimeOffset? Accessed { get; init; }

    /// <summary>When it was changed last, to the second.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Who may do what with it.</summary>
    public UnixFileMode? Mode => RawMode is { } mode ? (UnixFileMode)(mode & 0xFFF) : null;

    /// <summary>What it is.</summary>
    public SftpFileKind Kind => (RawMode & TypeMask) switch
    {
        0x8000 => SftpFileKind.File,
        0x4000 => SftpFileKind.Directory,
        0xA000 => SftpFileKind.Link,
        _ => SftpFileKind.Other,
    };

    /// <summary>Permissions and type as POSIX has them in <c>st_mode</c>.</summary>
    internal uint? RawMode { get; init; }
}

/// <summary>One entry of a folder.</summary>
/// <param name="Name">Its name in the folder. A byte of it that is not UTF-8 is the lone surrogate U+DC00 + byte.</param>
/// <param name="Attributes">What the server tells of it; of a link, what it tells of the link itself.</param>
public sealed record SftpEntry(string Name, SftpAttributes Attributes);

/// <summary>How much room a remote file system has.</summary>
/// <param name="Total">Its size in bytes.</param>
/// <param name="Free">Bytes that nobody uses.</param>
/// <param name="Available">Bytes that this user may use.</param>
/// <param name="Files">How many files it can hold; 0 when it has no such limit.</param>
/// <param name="FreeFiles">How many more it can hold.</param>
/// <param name="ReadOnly">Whether it is mounted read-only.</param>
public sealed record SftpSpace(long Total, long Free, long Available, long Files, long FreeFiles, bool ReadOnly);
