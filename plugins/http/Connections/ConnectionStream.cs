using System.Net.Sockets;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>A connection's bytes, and who used it.</summary>
sealed class ConnectionStream : PeerStream
{
    readonly ConnectionFacts facts;

    internal ConnectionStream(Socket socket, ConnectionFacts facts) : base(socket)
    {
        this.facts = facts;
        facts.Wire = this;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (facts.IsOpen) ExchangeTrace.Current?.SentOn(facts);
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        facts.HasAnswered || buffer.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var count = await base.ReadAsync(buffer, cancel).ConfigureAwait(false);
        if (count == 0 && facts.IsOpen) facts.RefuseSilentEnd();
        return count;
    }
}
