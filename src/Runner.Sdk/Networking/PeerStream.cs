using System.Net.Sockets;

namespace Runner.Sdk.Networking;

/// <summary>
/// A connection's bytes as they are on the wire, below any TLS. It keeps the first ones that the peer sent: they say what it
/// is when it is not what it should be.
/// </summary>
public class PeerStream : NetworkStream
{
    const int KeptBytes = 64;

    bool keptEnough;

    /// <summary>The bytes of a connected socket, which closes with the stream.</summary>
    public PeerStream(Socket socket) : base(socket, ownsSocket: true)
    {
    }

    /// <summary>The first bytes that the peer sent, up to 64.</summary>
    public byte[] FirstBytes { get; private set; } = [];

    /// <summary>Starts keeping anew: for a peer that now begins to speak another protocol, such as TLS.</summary>
    internal void ForgetFirstBytes() => (FirstBytes, keptEnough) = ([], false);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        keptEnough || buffer.IsEmpty ? base.ReadAsync(buffer, cancellationToken) : KeepAsync(buffer, cancellationToken);

    async ValueTask<int> KeepAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var count = await base.ReadAsync(buffer, cancel).ConfigureAwait(false);
        var room = KeptBytes - FirstBytes.Length;
        FirstBytes = [.. FirstBytes, .. buffer.Span[..Math.Min(count, room)]];
        keptEnough = FirstBytes.Length == KeptBytes;
        return count;
    }
}
