using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Fetches a file or a folder from a host by SFTP. A file is written beside its target and takes its place when it is whole; what is the
/// same already is not fetched. Nothing is written outside of the target, whatever names the host sends.
/// </summary>
[Action("ssh.download", Idempotent = true)]
public sealed record SshDownload : SshTransferInputs, IAction<SshTransferred>
{
    /// <summary>The file or folder on the host; relative paths start in the user's home folder, which is also <c>~</c>.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Where it goes, relative to the workflow's folder. Folders above it are made. A file keeps its name in a folder that is there, or
    /// when the target ends with a slash. A folder's contents go into the target.
    /// </summary>
    public required string Target { get; init; }

    /// <summary>Whether a folder may be fetched, with all that is in it. What is too much here stays: <c>ssh.sync</c> can remove it.</summary>
    public bool Recursive { get; init; }

    /// <summary>Whether a file gets the permissions and the time of change of its source. Files of folders always get the time.</summary>
    public bool Preserve { get; init; }

    /// <summary>Whether a file goes on where an earlier, broken download of it stopped, after what is there was compared. Without it a broken download leaves nothing behind.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Whether what is the same already is left alone; otherwise everything is fetched again. A single file is the same by size and SHA-256,
    /// with <c>preserve</c> also by size and time; files of folders are by size and time, with <c>checksum</c> by SHA-256.
    /// </summary>
    public bool IfChanged { get; init; } = true;

    /// <summary>Whether every file is written to this machine's disk before it takes its place, so that it outlives a power cut. Without it the system writes it when it likes, as after sftp and rsync.</summary>
    public bool Fsync { get; init; }

    /// <inheritdoc/>
    public async ValueTask<SshTransferred> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var source = CheckedRemote(Source, "source");
        var target = CheckedLocal(Target, "target", context);
        var mode = CheckedMode();
        CheckPatterns();
        if (!Directory.Exists(target) && RegularFile.WhyNot(target) is not null) RegularFile.Require(target, "target");
        var progress = new TransferStepProgress(context, "Received");
        return await WithFilesAsync("target", isUpload: false, context, async sftp =>
        {
            var told = await sftp.StatAsync(source, cancel: cancel).ConfigureAwait(false);
            if (told.Kind == SftpFileKind.Directory)
            {
                if (!Recursive) throw new ActionInputException("source", $"`source` {source} is a folder on {sftp.Target}: give `recursive: true` to fetch it with all that is in it.");
                if (Resume) throw new ActionInputException("resume", "`resume` is for single files: a folder goes on by itself, since what is here already is not fetched again.");
                var options = new SyncOptions
                {
                    Compare = !IfChanged ? SyncCompare.Never : Checksum ? SyncCompare.Checksum : SyncCompare.SizeAndTime,
                    Include = Include, Exclude = Exclude, Links = Links, Permissions = Preserve, Mode = mode, Flush = Fsync, Progress = progress,
                };
                var copied = await sftp.DownloadFolderAsync(source, target, options, cancel).ConfigureAwait(false);
                WarnOfLeftOut(copied.LeftOut, context);
                return SshTransferred.Of(copied, target);
            }
            if (Path.EndsInDirectorySeparator(Target)) Directory.CreateDirectory(target);
            var started = context.Time.GetTimestamp();
            var one = new TransferOptions { Mode = mode, Preserve = Preserve, Resume = Resume, IfChanged = IfChanged, Checksum = Checksum, Flush = Fsync, Progress = progress };
            return SshTransferred.Of(await sftp.DownloadAsync(source, target, one, cancel).ConfigureAwait(false), context.Time.GetElapsedTime(started));
        }, cancel).ConfigureAwait(false);
    }
}
