using System.Net.Sockets;

namespace Runner.Plugins.Http;

/// <summary>One client's connection: its requests, in order.</summary>
sealed class StubConnection(Socket socket, RouteTable routes, TimeProvider time, Action<string>? log)
{
    internal async Task ServeAsync(CancellationToken cancel)
    {
        try
        {
            var reader = new RequestReader(socket);
            while (await ReadAsync(reader, cancel).ConfigureAwait(false) is { } request)
            {
                var answer = routes.Answer(request.Method, request.Path);
                if (answer.Delay > TimeSpan.Zero) await Task.Delay(answer.Delay, time, cancel).ConfigureAwait(false);
                log?.Invoke($"{request.Method} {request.Target} -> {(answer.Failure is StubFailure.None ? answer.Status : answer.Failure)}");
                if (!await AnswerAsync(answer, request, cancel).ConfigureAwait(false)) return;
            }
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed, or a client that made a bad request does not hang up.
        }
        catch (SocketException failure)
        {
            log?.Invoke($"A client's connection broke: {failure.SocketErrorCode}");
        }
        finally
        {
            socket.Dispose();
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
            log?.Invoke($"Bad request -> {bad.Status}: {bad.Message}");
            var body = HttpBody.FromText(bad.Message);
            var answer = new StubAnswer(bad.Status, [new("Content-Type", body.ContentType)], body.Bytes);
            await AnswerWriter.WriteAsync(socket, answer, headOnly: false, keepAlive: false, cancel).ConfigureAwait(false);
            await CloseGentlyAsync(cancel).ConfigureAwait(false);
            return null;
        }
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
            default:
                await AnswerWriter.WriteAsync(socket, answer, request.Method == "HEAD", request.KeepAlive, cancel).ConfigureAwait(false);
                return answer.Failure is StubFailure.None && request.KeepAlive;
        }
    }

    /// <summary>Reads on for a moment: closing with unread bytes would reset the connection and could lose the answer.</summary>
    async ValueTask CloseGentlyAsync(CancellationToken cancel)
    {
        socket.Shutdown(SocketShutdown.Send);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(1));
        var rest = new byte[4096];
        while (await socket.ReceiveAsync(rest, limit.Token).ConfigureAwait(false) > 0)
        {
            // dropped
        }
    }
}
