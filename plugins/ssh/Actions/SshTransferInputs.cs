using Runner.Plugins.Ssh.Pooling;
using Runner.Plugins.Ssh.Sftp.Protocol;
using Runner.Plugins.Ssh.Sync;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>The inputs that all transfers of files share.</summary>
public abstract record SshTransferInputs : SshInputs
{
    /// <summary>
    /// The permissions that files get, in octal digits in quotes, such as <c>"0644"</c>. Without it a file that is replaced keeps those it
    /// has, and a new one gets the source's, less what the receiving side's umask takes away.
    /// </summary>
    public string? Mode { get; init; }

    /// <summary>
    /// Whether contents are compared by their SHA-256: before, in place of sizes and times, and after a file went over; the result then
    /// has it. The host makes the hash where it has <c>sha256sum</c> or <c>shasum</c>; otherwise files are read back. Without it nothing is
    /// hashed after the transfer, as with sftp and scp.
    /// </summary>
    public bool Checksum { get; init; }

    /// <summary>Patterns of files of which a folder's must match one: <c>*.log</c> in every folder, <c>conf/**/*.yaml</c> from the top.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of files and folders to leave out: <c>*.tmp</c>, <c>cache/</c>, <c>/build/out</c>. They win over <c>include</c>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// What becomes of symbolic links in a folder: <c>safe</c> makes those that lead to a place in the folder and leaves out others,
    /// <c>follow</c> copies what they lead to, <c>skip</c> leaves them out.
    /// </summary>
    public LinkHandling Links { get; init; } = LinkHandling.Safe;

    private protected UnixFileMode? CheckedMode()
    {
        if (Mode is null) return null;
        var digits = Mode.StartsWith("0o", StringComparison.Ordinal) ? Mode[2..] : Mode;
        return digits.Length is 3 or 4 && digits.All(digit => digit is >= '0' and <= '7') ? (UnixFileMode)Convert.ToInt32(digits, 8)
            : throw new ActionInputException("mode", $"`mode` is {Words.Quote(Mode)}: give three or four octal digits in quotes, such as \"0644\".");
    }

    private protected void CheckPatterns()
    {
        Check(Include, "include");
        Check(Exclude, "exclude");

        static void Check(IReadOnlyList<string> patterns, string input)
        {
            try
            {
                _ = new PathPatterns(patterns, []);
            }
            catch (ArgumentException cause)
            {
                throw new ActionInputException(input, $"`{input}`: {cause.Message}", cause);
            }
        }
    }

    /// <summary>A path of the other side.</summary>
    private protected static string CheckedRemote(string path, string input)
    {
        if (path.Length == 0) throw new ActionInputException(input, $"`{input}` is empty: give a path on the host.");
        if (path.Contains('\0', StringComparison.Ordinal)) throw new ActionInputException(input, $"`{input}` is {Words.Quote(path)}, which has a NUL character: no path can have one.");
        return path;
    }

    /// <summary>A path of this machine.</summary>
    private protected static string CheckedLocal(string path, string input, ActionContext context)
    {
        var full = RegularFile.FullPath(path, context.BaseDirectory, input);
        return full.Contains('\uFFFD', StringComparison.Ordinal) ? throw new ActionInputException(input, $"`{input}` is {RemoteName.Quote(full)}, which is not UTF-8.") : full;
    }

    /// <summary>Works with files of the host, and says of local ones that fail which input names them.</summary>
    /// <param name="input">The input that names what is here.</param>
    /// <param name="isUpload">Whether most goes to the host.</param>
    /// <param name="context">What the action may use.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancel">Gives up.</param>
    private protected async ValueTask<T> WithFilesAsync<T>(string input, bool isUpload, ActionContext context, Func<SftpClient, Task<T>> work, CancellationToken cancel)
    {
        if (Connection is null) context.Shared<SshConnections>().Rehearse(isUpload);
        var client = await ClientAsync(context, cancel).ConfigureAwait(false);
        var sftp = await client.OpenSftpAsync(cancel).ConfigureAwait(false);
        await using (sftp.ConfigureAwait(false))
        {
            try
            {
                return await work(sftp).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new ActionInputException(input, $"`{input}`: {cause.Message}", cause);
            }
        }
    }

    private protected static void WarnOfLeftOut(IReadOnlyList<SyncLeftOut> leftOut, ActionContext context)
    {
        const int shown = 10;
        foreach (var (path, reason) in leftOut.Take(shown)) context.Log(LogLevel.Warning, $"{RemoteName.Quote(path)} was left out: {reason}.");
        if (leftOut.Count > shown) context.Log(LogLevel.Warning, $"{leftOut.Count - shown} more were left out.");
    }
}
