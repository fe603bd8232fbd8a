using Runner.Plugins.Ssh.Mux;
using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Rehearsing;

/// <summary>A connection of a rehearsal: as one of a master, without a client of its own.</summary>
sealed class RehearsedTransport(MuxConnection channels) : ISshTransport
{
    public string Target => "nobody";

    public string? ServerVersion => null;

    public string? User => null;

    public CancellationToken Lost => channels.Lost;

    public static async Task<ISshTransport> ConnectAsync(string socket, CancellationToken cancel)
    {
        // Not by a control of masters, which kills a process that does not end.
        using (var exchange = await MuxExchange.OpenAsync(socket, "nobody", cancel).ConfigureAwait(false))
            await exchange.RequestAsync(MuxMessage.AliveCheck, null, cancel).ConfigureAwait(false);
        return new RehearsedTransport(await MuxConnection.OpenAsync(socket, "nobody", cancel).ConfigureAwait(false));
    }

    public async Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel) => await channels.StartAsync(request, cancel).ConfigureAwait(false);

    public Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel) => throw new NotSupportedException("A rehearsal forwards no ports");

    public ValueTask DisposeAsync() => channels.DisposeAsync();
}
