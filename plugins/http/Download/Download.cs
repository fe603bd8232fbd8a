using System.Buffers;
using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>One download: asks, writes, compares, and gives the file its name at the very end.</summary>
sealed class Download(HttpSession session, HttpCall call, DownloadOptions options)
{
    const int Piece = 128 * 1024, ErrorStart = 4096;

    /// <summary>The URL with its query: another one is another file.</summary>
    readonly string identity = UrlEncoding.Append(BaseUrl.Resolve(call.Url, session.Options.BaseUrl), call.Query ?? []).AbsoluteUri;

    /// <summary>Whether to go on with what is there would end the same.</summary>
    bool useless;

    internal async Task<HttpDownloaded> RunAsync(CancellationToken cancel)
    {
        if (options.MaxSize < 0) throw new ActionInputException("max-size", "`max-size` is negative: give a number of bytes.");
        if (call.Headers?.Keys.FirstOrDefault(SaysRange) is { } header)
            throw new ActionInputException("headers", $"`headers` has {header}, which a download sets itself: `resume: true` goes on where the last one stopped.");
        using var sums = new Checksums(options);
        using var part = PartFile.Open(Path.GetFullPath(options.To), options.Resume, identity);
        try
        {
            // Twice at most: a part that the server knows nothing of is asked for anew, as a whole.
            var done = await AskAsync(part, sums, cancel).ConfigureAwait(false);
            if (done is null)
            {
                part.Restart();
                done = await AskAsync(part, sums, cancel).ConfigureAwait(false);
            }
            if (done!.Path.Length > 0) part.Finish();
            else Abandon(part);
            return done;
        }
        catch
        {
            Abandon(part);
            throw;
        }
    }

    /// <summary>One request and its answer; null when the server has no such range.</summary>
    async Task<HttpDownloaded?> AskAsync(PartFile part, Checksums sums, CancellationToken cancel)
    {
        var from = part.Length;
        var response = await session.OpenAsync(call with { Headers = Headers(part) }, cancel).ConfigureAwait(false);
        await using (response.ConfigureAwait(false))
        {
            var range = ContentRange.Parse(response.Headers.GetValueOrDefault("Content-Range"));
            switch (response.Status)
            {
                case 416 when from > 0: return null;
                case 206 when from > 0:
                    if (range?.Start != from) throw WrongRange(response, from);
                    // If-Range should have made it the whole file: half of this version and half of that is neither.
                    if (IsOfAnother(response, part)) return null;
                    break;
                case 200 or 203:
                    part.Restart();
                    if (options.Resume && VersionOf(response) is { } version) part.Note(identity, version, response.Length);
                    from = 0;
                    break;
                case >= 400: return await ErrorAsync(response, cancel).ConfigureAwait(false);
                default: throw new HttpException(response.Url, $"{response.Url} answered {response.Status}, which brings no file.") { Status = response.Status };
            }

            var total = response.Status is 200 or 203 ? response.Length : range?.Total;
            if (total > options.MaxSize) throw TooLarge(response, $"is {Words.Bytes(total.Value)}, more than");
            var meter = new TransferMeter(options.Progress, total, from);
            var buffer = ArrayPool<byte>.Shared.Rent(Piece);
            try
            {
                if (from > 0) await part.ReadAsync(sums, buffer, cancel).ConfigureAwait(false);
                await CopyAsync(response, part, sums, meter, buffer, cancel).ConfigureAwait(false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
            useless = true; // unless it is the file that was wanted
            if (total is not null && part.Length != total) throw WrongLength(response, part.Length, total.Value);
            sums.Compare(response.Url);
            meter.End();
            return Result(await response.EndAsync().ConfigureAwait(false)) with
            {
                Path = Path.GetFullPath(options.To),
                Size = part.Length,
                Sha256 = sums.Sha256,
                Resumed = from,
                Rate = Math.Round(meter.Rate),
            };
        }
    }

    async ValueTask CopyAsync(
        StreamedResponse response, PartFile part, Checksums sums, TransferMeter meter, byte[] buffer, CancellationToken cancel)
    {
        // As it came: a checksum is of the file that the server has, and a range counts its bytes.
        var body = await response.OpenEncodedBodyAsync(cancel).ConfigureAwait(false);
        while (await body.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count)
        {
            if (part.Length + count > options.MaxSize) throw TooLarge(response, "goes on after");
            sums.Add(buffer.AsSpan(0, count));
            await part.AppendAsync(buffer.AsMemory(0, count), cancel).ConfigureAwait(false);
            meter.Add(count);
        }
    }

    Dictionary<string, string> Headers(PartFile part)
    {
        var headers = call.Headers is null ? [] : new Dictionary<string, string>(call.Headers, StringComparer.OrdinalIgnoreCase);
        headers.TryAdd("Accept-Encoding", "identity");
        if (part is not { Length: > 0, Version: { } version }) return headers;
        headers["Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes={part.Length}-");
        headers["If-Range"] = version;
        return headers;
    }

    /// <summary>
    /// What says for sure which bytes these are: a strong entity tag, or a date of change that is older than the answer by
    /// more than its one second of precision (RFC 9110, sections 8.8.2.2 and 13.1.5).
    /// </summary>
    static string? VersionOf(StreamedResponse response)
    {
        if (response.Headers.TryGetValue("ETag", out var tag)) return tag.StartsWith('"') ? tag : null;
        return response.Headers.TryGetValue("Last-Modified", out var changed) && DateOf(changed) is { } then
            && response.Headers.TryGetValue("Date", out var answered) && DateOf(answered) is { } now && now - then > TimeSpan.FromSeconds(1)
            ? changed
            : null;
    }

    /// <summary>Whether an answer with the rest says that it is the rest of another version than the part's, or of another size.</summary>
    static bool IsOfAnother(StreamedResponse response, PartFile part)
    {
        var header = part.Version!.StartsWith('"') ? "ETag" : "Last-Modified";
        if (response.Headers.TryGetValue(header, out var said) && said != part.Version) return true;
        return part.Total is { } total && ContentRange.Parse(response.Headers.GetValueOrDefault("Content-Range"))?.Total is { } now && now != total;
    }

    static DateTimeOffset? DateOf(string text) =>
        DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    /// <summary>Keeps the part when a later download can go on with it.</summary>
    void Abandon(PartFile part)
    {
        if (useless || !options.Resume || part.Version is null || part.Length == 0) part.Discard();
    }

    static async Task<HttpDownloaded> ErrorAsync(StreamedResponse response, CancellationToken cancel)
    {
        var start = new byte[ErrorStart];
        var body = await response.OpenBodyAsync(cancel).ConfigureAwait(false);
        var count = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        var answer = await response.EndAsync().ConfigureAwait(false);
        return Result(answer) with { Error = BodyCharset.Of(start.AsSpan(0, count), answer.DeclaredType).Decode(start.AsSpan(0, count)) };
    }

    static HttpDownloaded Result(HttpResponse answer) => new()
    {
        Status = answer.Status,
        Url = answer.Url,
        Headers = answer.Headers,
        Timings = answer.Timings,
        RetryAfter = answer.RetryAfter,
    };

    static bool SaysRange(string name) => name.Equals("Range", StringComparison.OrdinalIgnoreCase) || name.Equals("If-Range", StringComparison.OrdinalIgnoreCase);

    ProtocolException TooLarge(StreamedResponse response, string how)
    {
        useless = true;
        return new(response.Url, $"The file from {response.Url} {how} the limit of {Words.Bytes(options.MaxSize!.Value)}.")
        {
            Status = response.Status,
            Help = $"Raise max-size (now {options.MaxSize}) if such a file is expected.",
        };
    }

    ProtocolException WrongRange(StreamedResponse response, long from)
    {
        useless = true;
        var range = response.Headers.TryGetValue("Content-Range", out var said) ? Words.Quote(said) : "no Content-Range";
        return new(response.Url, $"{response.Url} was asked for the bytes from {from} on, and answered 206 with {range}.")
        {
            Status = response.Status,
            Help = "The server does not serve ranges right: leave resume out.",
        };
    }

    static ProtocolException WrongLength(StreamedResponse response, long length, long total) =>
        new(response.Url, $"The file from {response.Url} came to {Words.Bytes(length)}, and the server had said {Words.Bytes(total)}.") { Status = response.Status };
}
