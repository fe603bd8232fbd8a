using System.Globalization;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>An answer that is not sent in one piece: slow, in chunks, from a file, as events, half, or without end.</summary>
sealed class PacedAnswer(Stream stream, StubAnswer answer, StubRequest request, TimeProvider time)
{
    bool Half => answer.Failure is StubFailure.Truncate or StubFailure.Stall;

    /// <summary>Writes it; whether the connection may serve another request.</summary>
    internal async ValueTask<bool> WriteAsync(CancellationToken cancel)
    {
        switch (answer.Failure)
        {
            case StubFailure.EndlessHeaders:
                await WriteEndlessHeadersAsync(cancel).ConfigureAwait(false);
                return false;
            case StubFailure.EndlessBody:
                await WriteEndlessBodyAsync(cancel).ConfigureAwait(false);
                return false;
            default:
                var framing = answer.Events is not null ? await WriteEventsAsync(answer.Events, cancel).ConfigureAwait(false)
                    : answer.File is not null ? await WriteFileAsync(answer.File, cancel).ConfigureAwait(false)
                    : await WriteBodyAsync(cancel).ConfigureAwait(false);
                return answer.Failure is StubFailure.None && request.KeepAlive && framing is not BodyFraming.Close;
        }
    }

    async ValueTask<BodyFraming> WriteBodyAsync(CancellationToken cancel)
    {
        var framing = Framing(answer.Chunked);
        var body = new BodySender(stream, answer.Drip, framing, time);
        if (!await WriteHeadAsync(answer.Status, answer.Headers, framing, answer.Body.Length, cancel).ConfigureAwait(false)) return framing;
        await body.SendAsync(Half ? answer.Body[..(answer.Body.Length / 2)] : answer.Body, cancel).ConfigureAwait(false);
        if (!Half) await body.EndAsync(cancel).ConfigureAwait(false);
        return framing;
    }

    async ValueTask<BodyFraming> WriteFileAsync(FileAnswer file, CancellationToken cancel)
    {
        using var part = file.Open(request, answer.Status);
        if (answer.Failure is StubFailure.None) answer.Received?.Status = part.Status;
        var framing = Framing(answer.Chunked);
        var body = new BodySender(stream, answer.Drip, framing, time);
        if (!await WriteHeadAsync(part.Status, [.. answer.Headers, .. part.Headers], framing, part.Length, cancel).ConfigureAwait(false)) return framing;
        await part.CopyToAsync(body, Half ? part.Length / 2 : part.Length, cancel).ConfigureAwait(false);
        if (!Half) await body.EndAsync(cancel).ConfigureAwait(false);
        return framing;
    }

    async ValueTask<BodyFraming> WriteEventsAsync(EventStreamAnswer events, CancellationToken cancel)
    {
        var framing = Framing(chunked: true);
        var body = new BodySender(stream, answer.Drip, framing, time);
        if (!await WriteHeadAsync(answer.Status, answer.Headers, framing, 0, cancel).ConfigureAwait(false)) return framing;
        var first = events.FirstFor(request.Header("Last-Event-ID"));
        var last = Half ? first + ((events.Blocks.Count - first) / 2) : events.Blocks.Count;
        for (var i = first; i < last; i++)
        {
            if (i > first && events.Interval > TimeSpan.Zero) await Task.Delay(events.Interval, time, cancel).ConfigureAwait(false);
            await body.SendAsync(events.Blocks[i], cancel).ConfigureAwait(false);
        }
        if (!Half) await body.EndAsync(cancel).ConfigureAwait(false);
        return framing;
    }

    /// <summary>Writes the head; whether a body is to follow.</summary>
    async ValueTask<bool> WriteHeadAsync(
        int status, IReadOnlyList<KeyValuePair<string, string>> headers, BodyFraming framing, long length, CancellationToken cancel)
    {
        if (!AnswerHead.HasBody(status)) framing = BodyFraming.Length;
        ReadOnlyMemory<byte> head = Encoding.UTF8.GetBytes(AnswerHead.Text(request, status, headers, framing, length));
        var hasBody = AnswerHead.HasBody(status) && request.Method != "HEAD";
        if (Half && (!hasBody || (length == 0 && answer.Events is null))) head = head[..(head.Length / 2)];
        await new BodySender(stream, answer.Drip is { Headers: true } drip ? drip : null, BodyFraming.Close, time).SendAsync(head, cancel).ConfigureAwait(false);
        return hasBody;
    }

    /// <summary>HTTP/1.0 knows no chunks: the end of the connection is the end of the body.</summary>
    BodyFraming Framing(bool chunked) => !chunked ? BodyFraming.Length : request.IsHttp10 ? BodyFraming.Close : BodyFraming.Chunks;

    async ValueTask WriteEndlessHeadersAsync(CancellationToken cancel)
    {
        var sender = new BodySender(stream, answer.Drip, BodyFraming.Close, time);
        var head = AnswerHead.Text(request, answer.Status, answer.Headers, BodyFraming.Length, answer.Body.Length)[..^2];
        await sender.SendAsync(Encoding.UTF8.GetBytes(head), cancel).ConfigureAwait(false);
        var value = new string('x', 1000);
        for (long i = 1; ; i++)
            await sender.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"X-Endless-{i}: {value}\r\n")), cancel).ConfigureAwait(false);
    }

    async ValueTask WriteEndlessBodyAsync(CancellationToken cancel)
    {
        var framing = answer.Chunked && !request.IsHttp10 ? BodyFraming.Chunks : BodyFraming.Close;
        var sender = new BodySender(stream, answer.Drip, framing, time);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(AnswerHead.Text(request, answer.Status, answer.Headers, framing, 0)), cancel).ConfigureAwait(false);
        var piece = new byte[BodySender.Piece];
        if (answer.Body.Length == 0) piece.AsSpan().Fill((byte)'x');
        else for (var i = 0; i < piece.Length; i++) piece[i] = answer.Body.Span[i % answer.Body.Length];
        while (true) await sender.SendAsync(piece, cancel).ConfigureAwait(false);
    }
}
