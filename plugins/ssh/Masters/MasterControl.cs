using Runner.Plugins.Ssh.Mux;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>The word with a master that is kept for its end: whoever holds it knows the master's process, and knows when that is gone.</summary>
sealed class MasterControl : IAsyncDisposable
{
    /// <summary>How long a master may take to end before it is killed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly MuxExchange exchange;
    readonly string path;

    MasterControl(MuxExchange exchange, string path, int process) => (this.exchange, this.path, Process) = (exchange, path, process);

    /// <summary>The number of the master's process.</summary>
    public int Process { get; }

    /// <summary>Connects to a master.</summary>
    /// <exception cref="NetworkException">Nobody listens on the socket, or no master.</exception>
    public static async Task<MasterControl> OpenAsync(string path, string target, CancellationToken cancel)
    {
        var exchange = await MuxExchange.OpenAsync(path, target, cancel).ConfigureAwait(false);
        try
        {
            var reply = await exchange.RequestAsync(MuxMessage.AliveCheck, null, cancel).ConfigureAwait(false);
            return reply.Type == MuxMessage.Alive ? new(exchange, path, (int)reply.Number)
                : throw new ProtocolException(target, $"The ssh process that is connected to {target} does not say that it is there, but {Words.Quote(reply.Reason)}.");
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    /// <summary>Ends the master and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        using (exchange)
        {
            if (!await EndsAsync(isTold: true).ConfigureAwait(false))
            {
                // It still holds this connection, so that the number is still its own.
                Signals.Send(Process, Signals.Kill);
                await EndsAsync(isTold: false).ConfigureAwait(false);
            }
        }
        File.Delete(path);
    }

    /// <summary>Whether the master ends soon, told to or not.</summary>
    async Task<bool> EndsAsync(bool isTold)
    {
        try
        {
            // It may answer before it does.
            if (!isTold || await exchange.RequestAsync(MuxMessage.Terminate, null, Patience, CancellationToken.None).ConfigureAwait(false) is not null)
                await exchange.EndAsync(Patience).ConfigureAwait(false);
            return true;
        }
        catch (NetworkTimeoutException)
        {
            return false;
        }
        catch (NetworkException)
        {
            return true;
        }
    }
}
