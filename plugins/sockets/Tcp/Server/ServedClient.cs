using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>A server's side of the conversation with one client.</summary>
sealed class ServedClient(TcpClient client, TcpServerOptions options, Action<string>? log)
{
    internal async Task RunAsync(ConversationRecord record, CancellationToken cancel)
    {
        string? error = null;
        try
        {
            if (options is { Tls: { } tls, TlsLater: false }) await client.AcceptTlsAsync(tls, TcpClient.DefaultWait, cancel).ConfigureAwait(false);
            await ConverseAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server is being disposed.
        }
        catch (Exception failure) when (failure is NetworkException or ActionInputException)
        {
            error = failure.Message;
            log?.Invoke(error);
        }
        finally
        {
            await client.DisposeAsync().ConfigureAwait(false);
            record.End(error);
            log?.Invoke($"{client.Description} sent {Words.Bytes(client.Received)}, and was sent {Words.Bytes(client.Sent)}");
        }
    }

    async Task ConverseAsync(CancellationToken cancel)
    {
        if (options.Echo)
        {
            await PassAsync(echo: true, cancel).ConfigureAwait(false);
            return;
        }
        do
        {
            foreach (var turn in options.Turns!) await turn.RunAsync(client, options.Tls, cancel).ConfigureAwait(false);
        }
        while (options.Then == TcpEnding.Repeat && !await HasEndedAsync(cancel).ConfigureAwait(false));
        if (options.Then == TcpEnding.Reset) await client.ResetAsync().ConfigureAwait(false);
        else if (options.Then == TcpEnding.Hold) await PassAsync(echo: false, cancel).ConfigureAwait(false);
        else if (options.Then == TcpEnding.Close) await CloseGentlyAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Waits, without a limit but the server's life, until the client says more; true when it has closed instead.</summary>
    async Task<bool> HasEndedAsync(CancellationToken cancel) => client.Waiting == 0 && !await client.HearsMoreAsync(cancel).ConfigureAwait(false);

    async Task PassAsync(bool echo, CancellationToken cancel)
    {
        while (client.Waiting > 0 || await client.HearsMoreAsync(cancel).ConfigureAwait(false))
        {
            var piece = client.TakeWaiting();
            if (echo) await client.SendAsync(piece, null, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Reads on for a moment: closing with unread bytes would reset the connection and could lose the answer.</summary>
    async Task CloseGentlyAsync(CancellationToken cancel)
    {
        await client.HalfCloseAsync(cancel).ConfigureAwait(false);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            await PassAsync(echo: false, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // A client that does not hang up is hung up on.
        }
        catch (ConnectionFailedException)
        {
            // It has had all that it was to have; how it leaves is its own affair.
        }
    }
}
