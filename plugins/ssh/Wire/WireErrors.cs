using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Wire;

/// <summary>What is said when the ssh process on the other end of a socket does not do what it should.</summary>
static class WireErrors
{
    /// <summary>The connection's end by an exception of the socket, or by what came from it.</summary>
    public static NetworkException Of(Exception exception, string target) => exception switch
    {
        NetworkException known => known,
        WireFormatException => NotSsh(target, exception.Message, exception),
        _ => Lost(target, exception),
    };

    public static ConnectionFailedException Lost(string target, Exception? cause = null) => new(target, $"The SSH connection to {target} was lost.", cause);

    /// <summary>A socket that nobody listens on any more, or never did.</summary>
    public static ConnectionFailedException Gone(string target, SocketException cause) =>
        new(target, $"The SSH connection to {target} is gone: its ssh process does not answer.", cause);

    /// <summary>It did something that the protocol does not have: <c>it sent ...</c>.</summary>
    public static ProtocolException NotSsh(string target, string what, Exception? cause = null) =>
        new(target, $"The ssh process that is connected to {target} broke the protocol: it sent {what}.", cause);

    public static NetworkTimeoutException Silent(string target, TimeSpan limit) =>
        new(target, $"The ssh process that is connected to {target} did not answer within {Words.Duration(limit)}.");
}
