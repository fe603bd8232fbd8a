namespace Runner.Plugins.Ssh;

/// <summary>That a command runs as another user, by <c>sudo</c> on the other side.</summary>
public sealed record SshSudo
{
    /// <summary>The user to run as; null for root.</summary>
    public string? User { get; init; }

    /// <summary>What sudo is answered when it asks for a password; null when it is not to ask.</summary>
    public string? Password { get; init; }
}
