namespace Runner.Plugins.Ssh.HostKeys;

/// <summary>
/// What the client runs to learn which keys it knows (<c>KnownHostsCommand</c>): the one that the server shows, when its fingerprint is
/// the one that was asked for, and else none. There is nothing secret in it.
/// </summary>
static class PinScript
{
    /// <summary>Its name in the control folder.</summary>
    public const string Name = "pin";

    /// <summary>Its text. Arguments: the fingerprint shown, the host's name, the key's type, the key, the fingerprint wanted.</summary>
    public const string Text = """
        #!/bin/sh
        # Runner: the key that an SSH server shows is known if its fingerprint is the one that was asked for.
        if [ "$1" = "$5" ]; then printf '%s %s %s\n' "$2" "$3" "$4"; fi

        """;
}
