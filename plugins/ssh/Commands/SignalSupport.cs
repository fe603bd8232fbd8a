using Runner.Plugins.Ssh.Transports;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Whether a server passes signals on to all of a command's processes.</summary>
static class SignalSupport
{
    const string OpenSsh = "OpenSSH_";

    /// <summary>
    /// Whether it is known not to: OpenSSH before 9.8 signals nothing for root, and dropbear only the first process. Of a server that
    /// nobody knows it is not said, since it may be a switch, which has no shell that could do better.
    /// </summary>
    public static bool IsMissing(ISshTransport transport)
    {
        if (transport.ServerVersion is not { } version) return false;
        if (version.StartsWith("dropbear", StringComparison.OrdinalIgnoreCase)) return true;
        // OpenSSH_for_Windows has no root, and no POSIX shell.
        return version.StartsWith(OpenSsh, StringComparison.Ordinal) && version.Length > OpenSsh.Length && char.IsAsciiDigit(version[OpenSsh.Length])
            && transport.User is null or "root" && !IsSince98(version[OpenSsh.Length..]);
    }

    /// <param name="version">Such as <c>9.2p1 Debian-2</c>.</param>
    static bool IsSince98(string version)
    {
        var end = version.AsSpan().IndexOfAnyExcept("0123456789.".AsSpan());
        return Version.TryParse(end < 0 ? version : version[..end], out var number) && number >= new Version(9, 8);
    }
}
