namespace Runner.Sdk;

/// <summary>The network policy (<c>network:</c> of runner.yaml) forbids to reach the peer. Nothing was sent to it, and no retry can help.</summary>
public sealed class NetworkPolicyException : NetworkException
{
    /// <summary>Makes the exception.</summary>
    /// <inheritdoc cref="NetworkException(ErrorKind, string, string, Exception?)"/>
    public NetworkPolicyException(string target, string message, Exception? inner = null)
        : base(ErrorKind.Policy, target, message, inner) => IsTransient = false;
}
