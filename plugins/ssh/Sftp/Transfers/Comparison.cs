using System.Security.Cryptography;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>
/// Whether a file here and a file there are the same: of the same size, and either of the same time, to the second that the protocol
/// has, or of the same contents. Times need not be compared where contents are to be.
/// </summary>
static class Comparison
{
    /// <summary>What was learned of two files that are the same: their SHA-256, where it was needed to know.</summary>
    internal readonly record struct Same(string? Sha256);

    /// <summary>Whether two times are of the same second, which is as fine as the protocol has them.</summary>
    internal static bool SameTime(DateTimeOffset? one, DateTimeOffset? other) => one is { } a && other is { } b && a.ToUnixTimeSeconds() == b.ToUnixTimeSeconds();

    /// <summary>
    /// Whether contents have to be compared. A target's time tells something only where it was taken from the source: the time at which
    /// a file was sent may by chance be the one at which its source was changed again.
    /// </summary>
    internal static bool TakesContents(TransferOptions options) => options.Checksum || !(options.Preserve || options.PreserveTime);

    /// <returns>Null when they differ.</returns>
    internal static async Task<Same?> IsSameAsync(SftpClient client, UploadSource source, string path, SftpAttributes existing, bool contents, CancellationToken cancel)
    {
        if (source.Size != existing.Size) return null;
        if (!contents && SameTime(source.Modified, existing.Modified)) return new(null);
        var theirs = await client.HashAsync(path, null, existing.Size, cancel).ConfigureAwait(false);
        return await HashAsync(source, cancel).ConfigureAwait(false) == theirs ? new(theirs) : null;
    }

    /// <inheritdoc cref="IsSameAsync(SftpClient, UploadSource, string, SftpAttributes, bool, CancellationToken)"/>
    internal static async Task<Same?> IsSameAsync(SftpClient client, string local, string path, SftpAttributes told, bool contents, CancellationToken cancel)
    {
        if (!File.Exists(local)) return null;
        using var here = new UploadSource.OfFile(local);
        return await IsSameAsync(client, here, path, told, contents, cancel).ConfigureAwait(false);
    }

    /// <summary>Brings permissions, owner and time of a file that has the right contents to what they should be.</summary>
    internal static async Task<TransferResult> SettleAsync(
        SftpClient client, UploadSource source, string path, SftpAttributes existing, Same same, TransferOptions options, CancellationToken cancel)
    {
        var mode = options.Mode ?? (options.Preserve ? source.Mode : null);
        var change = new Protocol.AttributeChange
        {
            Owner = options.Owner is { } owner && (owner.User, owner.Group) != (existing.UserId, existing.GroupId) ? (owner.User, owner.Group) : null,
            Mode = mode == existing.Mode ? null : mode,
            Times = options.Preserve && source.Modified is { } modified && !SameTime(modified, existing.Modified) ? (modified, modified) : null,
        };
        if (!change.IsEmpty) await client.Operations.SetAsync(path, change, cancel).ConfigureAwait(false);
        return new(path, existing.Size ?? 0, 0, !change.IsEmpty, false, same.Sha256);
    }

    /// <inheritdoc cref="SettleAsync"/>
    internal static TransferResult Settle(string local, SftpAttributes told, Same same, TransferOptions options)
    {
        var changed = false;
        if (!OperatingSystem.IsWindows() && (options.Mode ?? (options.Preserve ? told.Mode & (UnixFileMode)0b111_111_111 : null)) is { } mode && mode != File.GetUnixFileMode(local))
        {
            File.SetUnixFileMode(local, mode);
            changed = true;
        }
        if (options.Preserve && told.Modified is { } modified && !SameTime(modified, File.GetLastWriteTimeUtc(local)))
        {
            File.SetLastWriteTimeUtc(local, modified.UtcDateTime);
            changed = true;
        }
        return new(local, told.Size ?? 0, 0, changed, false, same.Sha256);
    }

    static async Task<string> HashAsync(UploadSource source, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        for (var at = 0L; await source.ReadAsync(buffer, at, cancel).ConfigureAwait(false) is > 0 and var count; at += count) hash.AppendData(buffer, 0, count);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
