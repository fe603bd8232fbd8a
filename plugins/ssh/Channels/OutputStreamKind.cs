namespace Runner.Plugins.Ssh.Channels;

/// <summary>Which stream of a command data belongs to.</summary>
enum OutputStreamKind
{
    Output,
    Error,

    /// <summary>One that nobody has defined (RFC 4254, section 5.2): dropped.</summary>
    Unknown,
}
