using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>What went wrong with a file on its way, told of the file that was to be there and not of the one that it is written to.</summary>
static class UploadErrors
{
    /// <summary>Why nothing can be made in the folder of a path; null when it is not for the folder.</summary>
    /// <exception cref="NetworkException">The server does not say.</exception>
    internal static async Task<SshException?> OfFolderAsync(SftpOperations operations, string path, SshException cause, CancellationToken cancel)
    {
        if (Above(path) is not { } folder) return null;
        for (var above = folder; above is not null; above = Above(above))
        {
            if (await operations.FindAsync(above, follow: true, cancel).ConfigureAwait(false) is not { } found) continue;
            if (found.Kind == SftpFileKind.Directory) return above == folder ? null : Missing();
            return new SshException(operations.Target, $"{operations.Target} could not create {RemoteName.Quote(path)}: {RemoteName.Quote(above)} is {(found.Kind == SftpFileKind.File ? "a file" : "something else")}, not a folder.", cause) { Status = cause.Status };
        }
        return Missing();

        SshException Missing() => new(operations.Target, $"{operations.Target} could not create {RemoteName.Quote(path)}: the folder {RemoteName.Quote(folder)} does not exist.", cause)
        {
            Help = "Make it before (mkdir -p), or send the whole folder, which makes those that are missing.",
            Status = cause.Status,
        };
    }

    /// <summary>The same error with the name that somebody knows; null when it does not name the other one.</summary>
    internal static SshException? Renamed(SshException cause, string temporary, string path)
    {
        var (theirs, known) = (RemoteName.Quote(temporary), RemoteName.Quote(path));
        return !cause.Message.Contains(theirs, StringComparison.Ordinal) ? null
            : new(cause.Target, cause.Message.Replace($"rename {theirs} to {known}", $"put {known} in its place", StringComparison.Ordinal).Replace(theirs, known, StringComparison.Ordinal), cause)
            {
                Help = cause.Help,
                IsTransient = cause.IsTransient,
                Status = cause.Status,
            };
    }

    /// <summary>The error of a connection that is gone, and with it the way to remove what was written; null for another error.</summary>
    internal static NetworkException? LeftBehind(NetworkException cause, string temporary)
    {
        var message = $"{cause.Message} A part of the file may be left there as {RemoteName.Quote(temporary)}.";
        return cause switch
        {
            ConnectionFailedException => new ConnectionFailedException(cause.Target, message, cause) { Help = cause.Help, IsTransient = cause.IsTransient, Status = cause.Status },
            NetworkTimeoutException => new NetworkTimeoutException(cause.Target, message, cause) { Help = cause.Help, IsTransient = cause.IsTransient, Status = cause.Status },
            _ => null,
        };
    }

    /// <summary>The folder that a path is in; null for the top, and where the session starts.</summary>
    static string? Above(string path)
    {
        var bare = path.TrimEnd('/');
        return bare.LastIndexOf('/') switch { < 0 => null, 0 => bare.Length > 1 ? "/" : null, var slash => bare[..slash] };
    }
}
