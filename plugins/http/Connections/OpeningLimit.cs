using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The time limit of opening one connection, and how far it came.</summary>
sealed class OpeningLimit : IDisposable
{
    readonly CancellationTokenSource source;
    readonly TimeSpan timeout;
    readonly CancellationToken cancel;

    internal OpeningLimit(string host, int port, string target, TimeSpan timeout, CancellationToken cancel)
    {
        (Host, Port, Target) = (host, port, target);
        this.timeout = timeout;
        this.cancel = cancel;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        source.CancelAfter(timeout);
    }

    internal string Host { get; }

    internal int Port { get; }

    internal string Target { get; }

    internal CancellationToken Token => source.Token;

    /// <summary>What is being done, for the message when time is up.</summary>
    internal string Phase { get; set; } = "looking up the name";

    /// <summary>Whether time is up, as against the caller having given up.</summary>
    internal bool IsOver => source.IsCancellationRequested && !cancel.IsCancellationRequested;

    internal NetworkTimeoutException Error(OperationCanceledException cause) =>
        new(Target, $"No connection to {Words.Server(Host, Port)} within {Words.Duration(timeout)}, still {Phase}.", cause)
        {
            Help = "A firewall that drops packets looks like this. Raise connect-timeout if the server is only slow.",
        };

    public void Dispose() => source.Dispose();
}
