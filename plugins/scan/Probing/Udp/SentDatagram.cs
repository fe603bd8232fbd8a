namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>Whose a datagram in a batch is.</summary>
readonly record struct SentDatagram(int Ticket, byte Attempt);
