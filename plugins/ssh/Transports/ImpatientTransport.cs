using Runner.Sdk;

namespace Runner.Plugins.Ssh.Transports;

/// <summary>A connection for what has a better way than to wait until another session of it ends. It is not closed with this.</summary>
/// <param name="transport">The connection.</param>
/// <param name="patience">How long a session is waited for; after that the wait ends as if it had been cancelled.</param>
sealed class ImpatientTransport(ISshTransport transport, TimeSpan patience) : ISshTransport
{
    public string Target => transport.Target;

    public string? ServerVersion => transport.ServerVersion;

    public string? User => transport.User;

    public CancellationToken Lost => transport.Lost;

    /// <summary>Whether there was no session in time.</summary>
    public bool HasGivenUp { get; private set; }

    public async Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel)
    {
        using var limit = new TimeLimit(patience, TimeProvider.System, cancel);
        try
        {
            return await transport.OpenAsync(request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            HasGivenUp = true;
            throw;
        }
    }

    public Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel) => transport.ForwardAsync(request, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
