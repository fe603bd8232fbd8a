using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Writes answers, whole or deliberately not.</summary>
static class AnswerWriter
{
    /// <summary>Writes an answer; whether the connection may serve another request.</summary>
    internal static async ValueTask<bool> WriteAsync(Stream stream, StubAnswer answer, StubRequest request, TimeProvider time, CancellationToken cancel)
    {
        if (answer.Failure is not (StubFailure.None or StubFailure.Truncate) || answer.Chunked || answer.Drip is not null || answer.File is not null || answer.Events is not null)
            return await new PacedAnswer(stream, answer, request, time).WriteAsync(cancel).ConfigureAwait(false);

        var bytes = Bytes(answer, request, out var headLength);
        var count = answer.Failure is StubFailure.None ? bytes.Length : HalfOf(headLength, bytes.Length - headLength);
        await stream.WriteAsync(bytes.AsMemory(0, count), cancel).ConfigureAwait(false);
        return answer.Failure is StubFailure.None && request.KeepAlive;
    }

    /// <summary>Half of the body; without a body to cut, the headers are cut.</summary>
    static int HalfOf(int head, int body) => body > 0 ? head + (body / 2) : head / 2;

    static byte[] Bytes(StubAnswer answer, StubRequest request, out int headLength)
    {
        var text = AnswerHead.Text(request, answer.Status, answer.Headers, BodyFraming.Length, answer.Body.Length);
        headLength = Encoding.UTF8.GetByteCount(text);
        var withBody = AnswerHead.HasBody(answer.Status) && request.Method != "HEAD";
        var bytes = new byte[headLength + (withBody ? answer.Body.Length : 0)];
        Encoding.UTF8.GetBytes(text, bytes);
        if (withBody) answer.Body.CopyTo(bytes.AsMemory(headLength));
        return bytes;
    }
}
