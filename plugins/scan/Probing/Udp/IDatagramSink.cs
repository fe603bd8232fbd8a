using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>Takes what a socket received.</summary>
interface IDatagramSink
{
    /// <summary>A datagram came.</summary>
    void Received(UdpBatchSocket socket, ScanAddress address, ushort port, ReadOnlySpan<byte> data, byte ttl);

    /// <summary>What was sent to an address did not arrive, says somebody.</summary>
    void Failed(UdpBatchSocket socket, ScanAddress address, ushort port, StateReason reason, ScanAddress? from, byte ttl);

    /// <summary>What was to be sent could not be.</summary>
    void Refused(SentDatagram datagram, StateReason reason);
}
