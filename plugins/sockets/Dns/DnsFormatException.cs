namespace Runner.Plugins.Sockets;

/// <summary>Bytes that are no answer to the question. It does not leave the plugin: to users it is a <see cref="Sdk.ProtocolException"/>.</summary>
/// <param name="message">What is wrong with them, as the end of a sentence about the server.</param>
sealed class DnsFormatException(string message) : Exception(message)
{
    /// <summary>Whether the capitals of the name are all that is wrong, which some servers do not keep.</summary>
    internal bool OnlyCapitals { get; init; }

    /// <summary>Whether the answer was waited for to the end all the same: another try may get it.</summary>
    internal bool WaitedOut { get; init; }
}
