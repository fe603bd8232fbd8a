using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Downloads a file. It is written to <c>NAME.part</c> and gets its name when it is whole and has the checksums that it should
/// have; it is never held in memory.
/// </summary>
[Action("http.download", Idempotent = true, DefaultExpect = "result.status < 400")]
public sealed record HttpDownload : HttpActionInputs, IAction<HttpDownloaded>
{
    /// <summary>The file to write, relative to the workflow's folder. Its folders are made; a file of the name is replaced at the end.</summary>
    public required string To { get; init; }

    /// <summary>
    /// Whether to go on where an earlier attempt or run stopped, if the server still has the same version of the file (by its
    /// ETag or Last-Modified); otherwise it starts anew. Without it a broken download leaves nothing behind.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>The SHA-256 that the file must have, in hex. With another one the file is thrown away.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The SHA-512 that the file must have, in hex. With another one the file is thrown away.</summary>
    public string? Sha512 { get; init; }

    /// <summary>The MD5 that the file must have, in hex. It finds accidents, not attackers.</summary>
    public string? Md5 { get; init; }

    /// <summary>The largest file to accept, in bytes; without it any size. (<c>max-body-size</c> is for answers in memory.)</summary>
    [Range(0, long.MaxValue)]
    public long? MaxSize { get; init; }

    /// <inheritdoc/>
    public async ValueTask<HttpDownloaded> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (To.Length == 0) throw new ActionInputException("to", "`to` is empty: give the path of the file to write.");
        var options = new DownloadOptions
        {
            To = RegularFile.FullPath(To, context.BaseDirectory, "to"),
            Resume = Resume,
            Sha256 = Sha256,
            Sha512 = Sha512,
            Md5 = Md5,
            MaxSize = MaxSize,
            Progress = new StepProgress(context, "Received"),
        };
        var session = Session(context);
        var result = await session.DownloadAsync(FirstCall(context, session), options, cancel).ConfigureAwait(false);
        if (result.Path.Length > 0 && result.Headers.TryGetValue("Content-Encoding", out var coding) && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            context.Log(LogLevel.Warning, $"The server sent the file with Content-Encoding {coding}, though asked not to: it was written as it came.");
        if (Resume && result.Path.Length > 0) context.Log(LogLevel.Debug, result.Resumed > 0 ? $"Resumed after {Words.Bytes(result.Resumed)}" : "Started anew");
        return result;
    }

    private protected override HttpCall FirstCall(ActionContext context, HttpSession session) => Call(context, "GET", null);
}
