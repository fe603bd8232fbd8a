using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>What a server answers when it does not do what it was asked.</summary>
static class SftpErrors
{
    /// <summary>The status of an answer that is one.</summary>
    /// <exception cref="SftpFormatException">It is cut.</exception>
    internal static (SftpStatus Status, string Text) Read(SftpAnswer answer)
    {
        var reader = new PacketReader(answer.Body.Span);
        var status = (SftpStatus)reader.UInt32();
        // The oldest servers send no text.
        return (status, reader.AtEnd ? "" : Encoding.UTF8.GetString(reader.Bytes()));
    }

    /// <param name="target">Who answered.</param>
    /// <param name="what">What was to be done: <c>open "/etc/shadow"</c>.</param>
    /// <param name="status">What the server answered.</param>
    /// <param name="text">What the server said of it.</param>
    internal static NetworkException Of(string target, string what, SftpStatus status, string text)
    {
        var said = text.Length == 0 ? "" : $" (it says {Words.Quote(text)})";
        var lost = status is SftpStatus.NoConnection or SftpStatus.ConnectionLost;
        var reason = status switch
        {
            SftpStatus.NoSuchFile => "there is no such file or folder",
            SftpStatus.PermissionDenied => "permission denied",
            SftpStatus.Unsupported => "the server does not offer it",
            SftpStatus.BadMessage => "the server takes the request for malformed" + said,
            SftpStatus.EndOfFile => "the file has ended",
            SftpStatus.Failure when text is "" or "Failure" => "the server gives no reason",
            SftpStatus.Failure => "the server says " + Words.Quote(text),
            _ when lost => "the server lost its connection" + said,
            _ => $"the server answered status {(int)status}" + said,
        };
        var message = $"{target} could not {what}: {reason}.";
        return lost ? new ConnectionFailedException(target, message) { IsTransient = true, Status = (int)status } : new SshException(target, message) { Status = (int)status };
    }
}
