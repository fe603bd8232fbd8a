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
        Facts.HasAnswered || buffer.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var count = await base.ReadAsync(buffer, cancel).ConfigureAwait(false);
        var room = KeptBytes - Facts.FirstBytes.Length;
        if (count > 0 && room > 0) Facts.FirstBytes = [.. Facts.FirstBytes, .. buffer.Span[..Math.Min(count, room)]];
        if (count == 0 && Facts.IsOpen) Facts.RefuseSilentEnd();
        return count;
    }
}
