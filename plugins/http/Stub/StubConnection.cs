using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>One client's connection: its requests, in order.</summary>
sealed class StubConnection(Socket socket, Stream stream, string? clientCertificate, StubService service)
{
    static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(1);

    readonly long number = service.NextConnection();

    /// <summary>Serves a client until one side ends it. It never throws: what goes wrong is a matter of this client, and logged.</summary>
    internal static async Task ServeAsync(Socket socket, StubService service, CancellationToken cancel)
    {
        try
        {
            // What TLS needs is not even loaded where there is none.
            if (service.Tls is { } tls) await tls.ServeAsync(socket, service, cancel).ConfigureAwait(false);
            else await new StubConnection(socket, new NetworkStream(socket), null, service).ServeAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed, or a client that made a bad request does not hang up.
        }
        catch (AuthenticationException failure)
        {
            service.Log($"A client's TLS handshake failed: {failure.InnerException?.Message ?? failure.Message}");
            await LeaveAsync(socket, cancel).ConfigureAwait(false);
        }
        catch (WebSocketException failure)
        {
            service.Log($"A WebSocket broke: {failure.Message}");
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            var cause = failure as SocketException ?? failure.InnerException as SocketException;
            service.Log($"A client's connection broke: {cause?.SocketErrorCode.ToString() ?? failure.Message}");
        }
        finally
        {
            socket.Dispose();
        }
    }

    internal async ValueTask ServeAsync(CancellationToken cancel)
    {
        var reader = new RequestReader(stream, service.KeptBody, service.Options.MaxBodySize);
        while (await ReadAsync(reader, cancel).ConfigureAwait(false) is { } request)
        {
            var answer = service.Routes.Answer(request);
            Record(request, answer);
            if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, service.Options.Time, cancel).ConfigureAwait(false);
            if (service.Options.Log is { } log) log(Line(request, answer));
            if (answer is { WebSocket: not null, Failure: StubFailure.None })
            {
                if (await ConverseAsync(request, answer, reader.HasMore, cancel).ConfigureAwait(false) is not { } refusal) return;
                answer = refusal;
            }
            if (await AnswerAsync(answer, request, cancel).ConfigureAwait(false)) continue;
            if (answer.Failure is StubFailure.None) await CloseGentlyAsync(cancel).ConfigureAwait(false);
            return;
        }
    }

    /// <summary>The next request; null when there is none, or after having said that it was bad.</summary>
    async ValueTask<StubRequest?> ReadAsync(RequestReader reader, CancellationToken cancel)
    {
        try
        {
            return await reader.ReadAsync(cancel).ConfigureAwait(false);
        }
        catch (BadRequestException bad)
        {
            service.Log($"Bad request -> {bad.Status}: {bad.Message}");
            var body = HttpBody.FromText(bad.Message);
            var answer = new StubAnswer(bad.Status, [new("Content-Type", body.ContentType)], body.Bytes);
            await AnswerWriter.WriteAsync(stream, answer, Unread, service.Options.Time, cancel).ConfigureAwait(false);
            await CloseGentlyAsync(cancel).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Stands for a request that could not be read: its answer is the last on the connection.</summary>
    static StubRequest Unread => new() { Method = "", Target = "", EscapedPath = "", EscapedQuery = "", Headers = [], IsHttp10 = false, KeepAlive = false };

    void Record(StubRequest request, StubAnswer answer)
    {
        answer.Received = new(request, answer, service.Options.RecordBody)
        {
            Connection = number,
            Time = service.Options.Time.GetUtcNow(),
            ClientCertificate = clientCertificate,
            Origin = service.Origin,
        };
        service.Requests.Add(answer.Received);
    }

    static string Line(StubRequest request, StubAnswer answer)
    {
        var what = answer.Failure is not StubFailure.None ? answer.Failure.ToString() : answer.WebSocket is not null ? "WebSocket" : null;
        var line = what is null ? $"{request.Method} {request.Target} -> {answer.Status}" : $"{request.Method} {request.Target} -> {what}";
        return answer.Problem is null ? line : $"{line}: {answer.Problem}";
    }

    /// <summary>Answers as the answer says; false when the connection is over.</summary>
    async ValueTask<bool> AnswerAsync(StubAnswer answer, StubRequest request, CancellationToken cancel)
    {
        switch (answer.Failure)
        {
            case StubFailure.Reset:
                socket.LingerState = new LingerOption(true, 0); // closing now sends RST
                return false;
            case StubFailure.Close:
                return false;
            case StubFailure.Silent:
                await UntilClientLeavesAsync(socket, cancel).ConfigureAwait(false);
                return false;
            case StubFailure.Garbage:
                await stream.WriteAsync("\0\u0001\u0002 this is not HTTP \u0003\r\n\r\n"u8.ToArray(), cancel).ConfigureAwait(false);
                return false;
            default:
                var more = await AnswerWriter.WriteAsync(stream, answer, request, service.Options.Time, cancel).ConfigureAwait(false);
                if (answer.Failure is StubFailure.Stall) await UntilClientLeavesAsync(socket, cancel).ConfigureAwait(false);
                return more;
        }
    }

    /// <summary>Speaks WebSocket until one side closes; an answer when it does not come to that.</summary>
    async ValueTask<StubAnswer?> ConverseAsync(StubRequest request, StubAnswer answer, bool hasMore, CancellationToken cancel)
    {
        // A client waits for the answer before it sends messages (RFC 6455, section 4.1).
        var refusal = WebSocketHandshake.Refusal(request) ?? (hasMore ? ErrorAnswer.Of(400, "The request for a WebSocket has something behind it.", [], null) : null);
        answer.Received?.Status = refusal?.Status ?? 101;
        if (refusal is not null) return refusal;
        var (head, options) = WebSocketHandshake.Agree(request, answer.WebSocket!, answer.Headers);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), cancel).ConfigureAwait(false);
        using var webSocket = WebSocket.CreateFromStream(stream, options);
        await new WebSocketConversation(webSocket, answer.WebSocket!).RunAsync(cancel).ConfigureAwait(false);
        return null;
    }

    /// <summary>Says goodbye, and lets what was said arrive.</summary>
    async ValueTask CloseGentlyAsync(CancellationToken cancel)
    {
        if (service.Tls is not null) await StubTlsLayer.SayGoodbyeAsync(stream).ConfigureAwait(false);
        await LeaveAsync(socket, cancel).ConfigureAwait(false);
    }

    /// <summary>Ends the server's side and reads on for a moment: closing with unread bytes would reset the connection and could lose what was said.</summary>
    static async ValueTask LeaveAsync(Socket socket, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(GoodbyeLimit);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            await UntilClientLeavesAsync(socket, limit.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException)
        {
            // It has left already, or does not: either way the connection is over.
        }
    }

    /// <summary>Reads and drops until the client closes its side. Below TLS: what it says is no matter.</summary>
    static async ValueTask UntilClientLeavesAsync(Socket socket, CancellationToken cancel)
    {
        var rest = new byte[4096];
        while (await socket.ReceiveAsync(rest, cancel).ConfigureAwait(false) > 0)
        {
            // dropped
        }
    }
}
