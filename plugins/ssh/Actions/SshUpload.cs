using System.Text;
using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Sends a file, a text or a folder to a host by SFTP. A file is written beside its target and takes its place when it is whole, so that
/// nobody there sees half of it; what is the same already is not sent.
/// </summary>
[Action("ssh.upload", Idempotent = true)]
public sealed record SshUpload : SshTransferInputs, IAction<SshTransferred>
{
    /// <summary>The file or folder to send, relative to the workflow's folder.</summary>
    public string? Source { get; init; }

    /// <summary>A text to be the file's contents, in place of <c>source</c>, as UTF-8.</summary>
    public string? Content { get; init; }

    /// <summary>
    /// The path on the host; relative ones start in the user's home folder, which is also <c>~</c>. A file keeps its name in a
    /// folder that is there, or when it ends with a slash. A folder's contents go into the target.
    /// </summary>
    public required string Target { get; init; }

    /// <summary>Whether a folder may be sent, with all that is in it. What is too much there stays: <c>ssh.sync</c> can remove it.</summary>
    public bool Recursive { get; init; }

    /// <summary>
    /// The owner, as <c>user</c>, <c>user:group</c> or <c>:group</c>, by names of the host's <c>/etc/passwd</c> and <c>/etc/group</c> or
    /// by numbers. Mostly only root may give files away.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>Whether a file gets the permissions and the time of change of its source. Files of folders always get the time.</summary>
    public bool Preserve { get; init; }

    /// <summary>Whether a file goes on where an earlier, broken upload of it stopped, after what is there was compared. Without it a broken upload leaves nothing behind, unless the connection is lost: the error names the part that may be left then.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether what is the same already is left alone; otherwise everything is sent again. A single file is the same by size and SHA-256,
    /// with <c>preserve</c> also by size and time; files of folders are by size and time, with <c>checksum</c> by SHA-256.
    /// </summary>
    public bool IfChanged { get; init; } = true;

    /// <summary>Whether every file is written to the host's disk before it takes its place, so that it outlives a power cut. Without it the system writes it when it likes, as after sftp and rsync.</summary>
    public bool Fsync { get; init; }

    /// <inheritdoc/>
    public async ValueTask<SshTransferred> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Source is null && Content is null) throw new ActionInputException("source", "Neither `source` nor `content` is given: give one of them.");
        if (Source is not null && Content is not null) throw new ActionInputException("content", "`source` and `content` are both given: give one of them.");
        var target = CheckedRemote(Target, "target");
        var mode = CheckedMode();
        CheckPatterns();
        var source = Source is null ? null : CheckedLocal(Source, "source", context);
        var isFolder = source is not null && Directory.Exists(source);
        if (isFolder && !Recursive) throw new ActionInputException("source", $"`source` {source} is a folder: give `recursive: true` to send it with all that is in it.");
        if (isFolder && Resume) throw new ActionInputException("resume", "`resume` is for single files: a folder goes on by itself, since what is there already is not sent again.");
        if (source is not null && !isFolder)
        {
            RegularFile.Require(source, "source");
            if (!File.Exists(source)) throw new ActionInputException("source", $"`source` {source} does not exist.");
        }
        if (Content is not null && Resume) throw new ActionInputException("resume", "`resume` is for files, and `content` is a text.");
        if (Content is not null && target.EndsWith('/')) throw NoName(target);
        var progress = new TransferStepProgress(context, "Sent");
        return await WithFilesAsync("source", isUpload: true, context, async sftp =>
        {
            var owner = Owner is null ? null : await RemoteOwner.FindAsync(sftp, Owner, cancel).ConfigureAwait(false);
            if (isFolder)
            {
                var options = new SyncOptions
                {
                    Compare = !IfChanged ? SyncCompare.Never : Checksum ? SyncCompare.Checksum : SyncCompare.SizeAndTime,
                    Include = Include, Exclude = Exclude, Links = Links, Permissions = Preserve, Mode = mode, Owner = owner, Flush = Fsync, Progress = progress,
                };
                var copied = await sftp.UploadFolderAsync(source!, target, options, cancel).ConfigureAwait(false);
                WarnOfLeftOut(copied.LeftOut, context);
                return SshTransferred.Of(copied, target);
            }
            if (Content is not null && await sftp.FindAsync(target, cancel: cancel).ConfigureAwait(false) is { Kind: SftpFileKind.Directory }) throw NoName(target);
            var started = context.Time.GetTimestamp();
            var one = new TransferOptions
            {
                Mode = mode, Owner = owner, Preserve = Preserve, Resume = Resume, IfChanged = IfChanged, Checksum = Checksum, Flush = Fsync, Progress = progress,
            };
            var sent = source is not null ? await sftp.UploadAsync(source, target, one, cancel).ConfigureAwait(false)
                : await sftp.UploadAsync(Encoding.UTF8.GetBytes(Content!), target, one, cancel).ConfigureAwait(false);
            return SshTransferred.Of(sent, context.Time.GetElapsedTime(started));
        }, cancel).ConfigureAwait(false);
    }

    static ActionInputException NoName(string target) =>
        new("target", $"`target` is {Words.Quote(target)}, a folder, and `content` has no name to be given there: name the file, such as {Words.Quote(target.TrimEnd('/') + "/NAME")}.");
}
