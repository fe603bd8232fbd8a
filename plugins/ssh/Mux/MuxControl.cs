using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>Asks a master whether it is there, and tells it to end.</summary>
static class MuxControl
{
    /// <summary>The master's process id.</summary>
    /// <exception cref="ConnectionFailedException">No master listens on the socket.</exception>
    /// <exception cref="NetworkException">It does not answer, or not as masters do.</exception>
    public static async Task<int> AliveAsync(string socketPath, CancellationToken cancel)
    {
        using var exchange = await MuxExchange.OpenAsync(socketPath, socketPath, cancel).ConfigureAwait(false);
        var reply = await exchange.RequestAsync(MuxMessage.AliveCheck, null, cancel).ConfigureAwait(false);
        return reply.Type == MuxMessage.Alive ? (int)reply.Number : throw WireErrors.NotSsh(socketPath, $"0x{reply.Type:x8} when asked whether it is there");
    }

    /// <summary>Ends a master, with everything that uses its connection. Returns when it has heard so; its process ends soon after.</summary>
    /// <inheritdoc cref="AliveAsync"/>
    public static async Task TerminateAsync(string socketPath, CancellationToken cancel)
    {
        using var exchange = await MuxExchange.OpenAsync(socketPath, socketPath, cancel).ConfigureAwait(false);
        try
        {
            if (await exchange.RequestAsync(MuxMessage.Terminate, null, MuxExchange.Limit, cancel).ConfigureAwait(false) is { IsRefusal: true } refusal)
                throw new SshException(socketPath, $"The ssh process refuses to end: {Words.Quote(refusal.Reason)}.");
        }
        catch (ConnectionFailedException)
        {
            // Its end comes before its answer most of the time: that is what was asked for.
        }
    }
}
