using System.Net.Sockets;

namespace Runner.Plugins.Sockets;

/// <summary>What the contract's words say already.</summary>
static partial class Words
{
    internal static string Connecting(SocketError error) => Runner.Sdk.Words.Connecting(error);

    internal static string Bytes(long count) => Runner.Sdk.Words.Bytes(count);

    internal static string Quote(ReadOnlySpan<byte> bytes) => Runner.Sdk.Words.Quote(bytes);

    internal static string Quote(string text) => Runner.Sdk.Words.Quote(text);
}
