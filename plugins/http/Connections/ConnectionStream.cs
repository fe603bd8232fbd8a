using System.Net.Sockets;

namespace Runner.Plugins.Http;

/// <summary>A connection's bytes, and who used it: below TLS, so that it also sees what a peer said instead of TLS.</summary>
sealed class ConnectionStream(Socket socket, ConnectionFacts facts) : NetworkStream(socket, ownsSocket: true)
{
    const int KeptBytes = 64;

    internal ConnectionFacts Facts { get; } = facts;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Facts.IsOpen) ExchangeTrace.Current?.SentOn(Facts);
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Facts.FirstBytes.Length < KeptBytes && buffer.Length > 0
            ? ReadFirstAsync(buffer, cancellationToken)
            : base.ReadAsync(buffer, cancellationToken);

    async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var count = await base.ReadAsync(buffer, cancel).ConfigureAwait(false);
        var kept = Facts.FirstBytes;
        if (count > 0) Facts.FirstBytes = [.. kept, .. buffer.Span[..Math.Min(count, KeptBytes - kept.Length)]];
        return count;
    }
}
