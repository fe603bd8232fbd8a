using System.Globalization;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>Whom an SSH connection is with, as messages say it: <c>deploy@web1:22</c>.</summary>
static class SshTarget
{
    /// <summary>What is known before anybody answered.</summary>
    public static string Of(SshOptions options) => Name(options.User, options.Host, options.Port);

    /// <summary>What is known of it; an address of six parts is put in brackets before a port.</summary>
    public static string Name(string? user, string host, int? port)
    {
        var name = port is null ? host
            : string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}");
        return user is null ? name : $"{user}@{name}";
    }
}
