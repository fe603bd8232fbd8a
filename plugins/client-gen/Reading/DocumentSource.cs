namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Where documents come from: files, and URLs where the caller lends an HttpClient.</summary>
/// <param name="Http">What URLs are fetched by: its handler decides what may be reached. Null where no URL may be.</param>
/// <param name="Limits">How much a document may be.</param>
sealed record DocumentSource(HttpClient? Http, ReadingLimits Limits)
{
    /// <summary>Reads in place of this; null reads files, and URLs by <see cref="Http"/>.</summary>
    public Func<Uri, CancellationToken, ValueTask<byte[]>>? Reader { get; init; }

    /// <summary>Whether a text is a URL rather than a path.</summary>
    public static bool IsUrl(string document) => document.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || document.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads bytes.</summary>
    /// <param name="address">From where.</param>
    /// <param name="name">What the user calls it, for errors.</param>
    /// <param name="room">How many bytes there may be.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ApiDocumentException">It is not there, or too much.</exception>
    public async ValueTask<byte[]> ReadAsync(Uri address, string name, long room, CancellationToken cancel)
    {
        var place = new DocumentPlace(name, 0, 0, null);
        try
        {
            if (Reader is not null) return await Reader(address, cancel).ConfigureAwait(false);
            if (address.IsFile)
            {
                var file = new FileInfo(address.LocalPath);
                if (!file.Exists) throw new ApiDocumentException(Directory.Exists(address.LocalPath) ? "this is a folder, not a document" : "there is no such file", place);
                // A pipe or a device has no end.
                if ((file.Attributes & (FileAttributes.Device | FileAttributes.Directory)) != 0 || (!OperatingSystem.IsWindows() && file.UnixFileMode == 0 && file.Length == 0)) throw new ApiDocumentException("this is no regular file", place);
                await using var stream = new FileStream(address.LocalPath, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
                if (!stream.CanSeek) throw new ApiDocumentException("this is no regular file", place);
                return await ToEndAsync(stream, room, place, cancel).ConfigureAwait(false);
            }

            if (Http is null) throw new ApiDocumentException("a URL may not be read here: it needs an HttpClient", place);
            using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode) throw new ApiDocumentException($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd(), place);
            await using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
            return await ToEndAsync(body, room, place, cancel).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is Sdk.ActionSourceException or Sdk.NetworkException)
        {
            throw new ApiDocumentException(cause.Message, place, cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or HttpRequestException || (cause is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new ApiDocumentException($"it cannot be read: {(cause is OperationCanceledException ? "the server took too long" : cause.InnerException is Sdk.NetworkException why ? why.Message : cause.Message)}", place, cause);
        }
    }

    static async ValueTask<byte[]> ToEndAsync(Stream stream, long room, DocumentPlace place, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var buffer = new byte[81920];
        for (int count; (count = await stream.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            if (all.Length + count > room) throw new ApiDocumentException($"this is too much: the document and what it refers to may be {ReadingLimits.Default.Bytes >> 20} MB", place);
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
