using System.ComponentModel.DataAnnotations;
using Runner.Plugins.Ssh.Sftp.Files;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Makes a folder on a host like one of this machine, or the other way round, by SFTP: only what differs goes over, many files at once.
/// A second run changes nothing. Files are the same that have the same size and time of change, to the second; with <c>checksum</c> those
/// that have the same contents.
/// </summary>
[Action("ssh.sync", Idempotent = true)]
public sealed record SshSync : SshTransferInputs, IAction<SyncResult>
{
    /// <summary>The folder to copy: one of this machine, relative to the workflow's folder, or with <c>direction: download</c> one of the host.</summary>
    public required string Source { get; init; }

    /// <summary>The folder that becomes like it, on the other side. It is made, with those above it.</summary>
    public required string Target { get; init; }

    /// <summary>Whether to send (<c>upload</c>) or to fetch (<c>download</c>).</summary>
    public SyncDirection Direction { get; init; } = SyncDirection.Upload;

    /// <summary>Whether what the target has and the source has not is removed. What <c>exclude</c> and <c>include</c> leave out stays.</summary>
    public bool Delete { get; init; }

    /// <summary>Whether only to tell what would be done: <c>result.changes</c> is the plan.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether files and folders get the source's permissions. Files get its time of change in any case.</summary>
    public bool Permissions { get; init; } = true;

    /// <summary>The owner of what is sent, as <c>user:group</c>, by names of the host's <c>/etc/passwd</c> and <c>/etc/group</c> or by numbers. Files only; mostly only root may give files away.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether every file is written to the disk before it takes its place, so that it outlives a power cut.</summary>
    public bool Fsync { get; init; }

    /// <summary>How many files are under way at once.</summary>
    [Range(1, 1024)]
    public int MaxParallel { get; init; } = 64;

    /// <inheritdoc/>
    public async ValueTask<SyncResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var uploads = Direction == SyncDirection.Upload;
        var here = uploads ? CheckedLocal(Source, "source", context) : CheckedLocal(Target, "target", context);
        var there = uploads ? CheckedRemote(Target, "target") : CheckedRemote(Source, "source");
        var mode = CheckedMode();
        CheckPatterns();
        if (uploads && !Directory.Exists(here))
            throw new ActionInputException("source", $"`source` {here} {(File.Exists(here) ? "is a file: ssh.upload sends it" : "does not exist: give a folder")}.");
        if (!uploads && File.Exists(here)) throw new ActionInputException("target", $"`target` {here} is a file: give a folder.");
        if (!uploads && Owner is not null) throw new ActionInputException("owner", "`owner` is for what is sent: what is fetched belongs to whoever runs this.");
        return await WithFilesAsync(uploads ? "source" : "target", uploads, context, async sftp =>
        {
            var options = new SyncOptions
            {
                Compare = Checksum ? SyncCompare.Checksum : SyncCompare.SizeAndTime,
                Delete = Delete, DryRun = DryRun, Include = Include, Exclude = Exclude, Links = Links, Permissions = Permissions, Mode = mode, Flush = Fsync, MaxParallel = MaxParallel,
                Owner = Owner is null ? null : await RemoteOwner.FindAsync(sftp, Owner, cancel).ConfigureAwait(false),
                Progress = new TransferStepProgress(context, uploads ? "Sent" : "Received"),
            };
            var done = uploads ? await UploadAsync(sftp, here, there, options, cancel).ConfigureAwait(false)
                : await sftp.DownloadFolderAsync(there, here, options, cancel).ConfigureAwait(false);
            WarnOfLeftOut(done.LeftOut, context);
            return done;
        }, cancel).ConfigureAwait(false);
    }

    static async Task<SyncResult> UploadAsync(SftpClient sftp, string here, string there, SyncOptions options, CancellationToken cancel)
    {
        try
        {
            return await sftp.UploadFolderAsync(here, there, options, cancel).ConfigureAwait(false);
        }
        catch (ArgumentException cause)
        {
            throw new ActionInputException("target", $"`target`: {cause.Message}", cause);
        }
    }
}

/// <summary>Which way files go.</summary>
public enum SyncDirection
{
    /// <summary>From this machine to the host.</summary>
    Upload,

    /// <summary>From the host to this machine.</summary>
    Download,
}
