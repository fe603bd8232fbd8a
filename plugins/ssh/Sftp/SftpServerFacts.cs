namespace Runner.Plugins.Ssh;

/// <summary>What an SFTP server can do.</summary>
public sealed record SftpServerFacts
{
    /// <summary>The version of the protocol that it agreed to: 3.</summary>
    public required int Version { get; init; }

    /// <summary>The extensions that it offers, by name, such as <c>posix-rename@openssh.com</c>, and what it says of each (mostly its version).</summary>
    public required IReadOnlyDictionary<string, string> Extensions { get; init; }

    /// <summary>How many bytes one request reads: what the server says of its limits, and 32 KiB where it says nothing.</summary>
    public int ReadBlock { get; init; } = DefaultBlock;

    /// <summary>How many bytes one request writes.</summary>
    public int WriteBlock { get; init; } = DefaultBlock;

    /// <summary>What every server takes (draft-ietf-secsh-filexfer-02, section 3: packets of 34,000 bytes).</summary>
    internal const int DefaultBlock = 32 * 1024;

    /// <summary>More does not make it faster, and servers of OpenSSH take packets of 256 KiB.</summary>
    internal const int LargestBlock = 255 * 1024;

    internal bool Has(string extension) => Extensions.ContainsKey(extension);
}
