namespace Runner.Plugins.Ssh;

/// <summary>Which side of an SSH connection listens for what is forwarded.</summary>
public enum ForwardKind
{
    /// <summary>This machine listens; the server connects (<c>ssh -L</c>).</summary>
    Local,

    /// <summary>The server listens; this machine connects (<c>ssh -R</c>).</summary>
    Remote,

    /// <summary>This machine listens as a SOCKS proxy; the server connects to whatever each connection asks for (<c>ssh -D</c>).</summary>
    Dynamic,
}
