using System.Diagnostics;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>Sends a step's request and reads the answer, within bounds.</summary>
static class StepSending
{
    /// <summary>32 MB.</summary>
    public const int StandardBodySize = 32 * 1024 * 1024;

    /// <exception cref="NetworkException">There is no whole answer.</exception>
    public static async ValueTask<StepResult> SendAsync(HttpClient http, HttpRequestMessage message, StepWay way, string? saveTo, long most, CancellationToken cancel)
    {
        var url = message.RequestUri!;
        var target = $"{message.Method} {url.GetLeftPart(UriPartial.Path)}";
        CheckProxy(way, url, target);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            var firstByte = Stopwatch.GetElapsedTime(started);
            var (bytes, file, size) = await ReadAsync(response, target, response.IsSuccessStatusCode ? saveTo : null, most, cancel).ConfigureAwait(false);
            return new(bytes)
            {
                Status = (int)response.StatusCode,
                Reason = response.ReasonPhrase is { Length: > 0 } reason ? reason : "",
                Headers = HeadersOf(response),
                Url = url.GetComponents(UriComponents.HttpRequestUrl & ~UriComponents.UserInfo, UriFormat.UriEscaped),
                Method = message.Method.Method,
                File = file,
                Size = size,
                Timings = new(firstByte, Stopwatch.GetElapsedTime(started)),
            };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            throw Known(e) ?? new ConnectionFailedException(target, $"{url.Authority} gave no whole answer: {e.GetBaseException().Message.TrimEnd('.')}.", e);
        }
        catch (InvalidOperationException e) when (Known(e) is { } known)
        {
            throw known;
        }
    }

    static async ValueTask<(byte[] Bytes, string? File, long Size)> ReadAsync(HttpResponseMessage response, string target, string? saveTo, long most, CancellationToken cancel)
    {
        var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        if (saveTo is not null)
        {
            var partial = saveTo + ".part";
            long written;
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(saveTo)!);
                var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
                await using (file.ConfigureAwait(false))
                {
                    await body.CopyToAsync(file, cancel).ConfigureAwait(false);
                    written = file.Length;
                }

                File.Move(partial, saveTo, overwrite: true);
            }
            catch (UnauthorizedAccessException e)
            {
                throw new ActionInputException(StepInputNames.SaveTo, $"`save-to` {saveTo} cannot be written: {e.Message}");
            }
            catch
            {
                File.Delete(partial);
                throw;
            }

            return ([], saveTo, written);
        }

        using var kept = new MemoryStream();
        var buffer = new byte[65536];
        for (int read; (read = await body.ReadAsync(buffer, cancel).ConfigureAwait(false)) > 0;)
        {
            kept.Write(buffer, 0, read);
            if (kept.Length > most)
                throw new ProtocolException(target, $"The answer is larger than {Words.Bytes(most)}.") { Status = (int)response.StatusCode, Help = "raise `max-body-size`, or write it to a file with `save-to`" };
        }

        return (kept.ToArray(), null, kept.Length);
    }

    static void CheckProxy(StepWay way, Uri url, string target)
    {
        // The dialer asks about whom it connects to, and that may be a proxy.
        if (way.Network.IsOpen || way.Proxy.ToWebProxy() is not { } proxy || proxy.IsBypassed(url) || proxy.GetProxy(url) is not { } used || used == url) return;
        way.Network.CheckBeyond(url.IdnHost.Trim('[', ']'), target);
    }

    static NetworkException? Known(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
            if (e is NetworkException known) return known;
        return null;
    }

    static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated) headers[name] = string.Join(", ", values);
        foreach (var (name, values) in response.Content.Headers.NonValidated) headers[name] = string.Join(", ", values);
        return headers;
    }
}
