using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What a broken connection means, as one of the error family.</summary>
static class TcpErrors
{
    /// <summary>A failure of reading or writing.</summary>
    /// <param name="cause">What the stream threw.</param>
    /// <param name="peer">Whom it is with.</param>
    /// <param name="when">What was being done: <c>while something was sent</c>.</param>
    /// <param name="secure">Whether TLS is spoken.</param>
    internal static NetworkException Broken(Exception cause, string peer, string when, bool secure)
    {
        for (var inner = cause; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket) return Lost(socket, peer, when);
        }
        return secure
            ? new TlsException(peer, $"TLS with {peer} broke {when}: {cause.GetBaseException().Message.TrimEnd('.')}.", cause)
            {
                Help = "A server that wants a client certificate says so like this with TLS 1.3: tls.certificate shows one.",
            }
            : new ConnectionFailedException(peer, $"The connection to {peer} broke {when}: {cause.GetBaseException().Message.TrimEnd('.')}.", cause);
    }

    /// <summary>The peer closed before it had said what was waited for.</summary>
    internal static ConnectionFailedException ClosedEarly(string peer, string wanted, ReadOnlySpan<byte> unread) =>
        new(peer, $"{peer} closed the connection before it sent {wanted}{SoFar(unread)}.");

    /// <summary>The peer did not say in time what was waited for.</summary>
    /// <param name="peer">Whom it is with.</param>
    /// <param name="wanted">What was waited for.</param>
    /// <param name="wait">How long.</param>
    /// <param name="unread">What came.</param>
    /// <param name="cause">The end of the wait.</param>
    /// <param name="hasInputs">Whether a user said how long and how much: else the help does not name those inputs.</param>
    internal static NetworkTimeoutException Silent(string peer, string wanted, TimeSpan wait, ReadOnlySpan<byte> unread, Exception cause, bool hasInputs) =>
        new(peer, $"{peer} did not send {wanted} within {Words.Duration(wait)}{SoFar(unread)}.", cause)
        {
            Help = unread.IsEmpty ? "Does the server wait for something to be sent first?" : hasInputs ? "What came is kept for the next receive. `wait` waits longer." : null,
        };

    /// <summary>The peer says more than is let in.</summary>
    internal static ProtocolException TooMuch(string peer, string wanted, int maxSize, bool hasInputs) =>
        new(peer, $"{peer} sent more than {Words.Bytes(maxSize)} without {wanted}.") { Help = hasInputs ? "`max-size` lets in more." : null };

    static string SoFar(ReadOnlySpan<byte> unread) => unread.IsEmpty ? ", it sent nothing" : $"; it sent {Words.Bytes(unread.Length)}: {Words.Quote(unread)}";

    static NetworkException Lost(SocketException cause, string peer, string when) => cause.SocketErrorCode switch
    {
        SocketError.ConnectionReset or SocketError.ConnectionAborted => new ConnectionFailedException(peer, $"{peer} reset the connection {when}.", cause),
        SocketError.Shutdown => new ConnectionFailedException(peer, $"The connection to {peer} is closed for sending, {when}.", cause),
        SocketError.TimedOut => new NetworkTimeoutException(peer, $"{peer} stopped answering {when}: the connection timed out.", cause),
        _ => new ConnectionFailedException(peer, $"The connection to {peer} failed {when}: {cause.Message}.", cause),
    };
}
