using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>
/// Which options of <c>ssh_config</c>(5) may not be given raw. A workflow is shared and reviewed less closely than the user's own
/// configuration file: it must not switch off the checks of host keys in passing, nor start programs or load libraries here
/// (which <c>actions.deny: [exec]</c> forbids); and what has an input of its own, or what Runner needs for itself, is not to be
/// said twice. All of it remains possible in the configuration file that <c>config</c> names.
/// </summary>
static class RefusedOptions
{
    const string Verifying = "it decides whether the host is who it says: use `host-key` and `known-hosts`";
    const string Programs = "it runs a program or loads a library on this machine: put it into a configuration file and name that in `config`";
    const string Forwards = "ports are forwarded by `ssh.forward`";
    const string Ours = "Runner sets it to find its way with the client";
    const string Sessions = "it has no effect on how commands are run here";
    const string Scopes = "it belongs into a configuration file, which `config` names";

    /// <summary>Refuses an option that may not be given.</summary>
    /// <exception cref="ActionInputException">It may not; the message says what to use instead.</exception>
    public static void Check(string name, string value)
    {
        if (name.Length == 0 || !name.All(char.IsAsciiLetterOrDigit))
            throw new ActionInputException("options", $"`options` has {Words.Quote(name)}, which is no name of an option: see ssh_config(5).");
        if (value.Any(char.IsControl))
            throw new ActionInputException("options", $"`options` gives {name} a value with a control character in it: a value is one line.");
        if (WhyNot(name) is { } reason) throw new ActionInputException("options", $"`options` may not have {name}: {reason}.");
    }

    static string? WhyNot(string name) => name.ToLowerInvariant() switch
    {
        "stricthostkeychecking" or "userknownhostsfile" or "globalknownhostsfile" or "verifyhostkeydns"
            or "nohostauthenticationforlocalhost" => Verifying,
        "knownhostscommand" or "proxycommand" or "proxyusefdpass" or "localcommand" or "permitlocalcommand" or "pkcs11provider" or "smartcarddevice"
            or "securitykeyprovider" or "xauthlocation" => Programs,
        "include" or "match" or "host" => Scopes,
        "localforward" or "remoteforward" or "dynamicforward" or "clearallforwardings" or "exitonforwardfailure"
            or "permitremoteopen" or "tunnel" or "tunneldevice" => Forwards,
        "controlmaster" or "controlpath" or "controlpersist" or "batchmode" or "numberofpasswordprompts" or "loglevel" or "logverbose" or "syslogfacility"
            or "forkafterauthentication" or "stdinnull" or "sessiontype" or "fingerprinthash" or "preferredauthentications"
            or "serveralivecountmax" or "connectionattempts" => Ours,
        "remotecommand" or "requesttty" or "escapechar" or "enableescapecommandline" or "sendenv" or "setenv" or "forwardagent" or "forwardx11"
            or "forwardx11trusted" or "forwardx11timeout" => Sessions,
        "user" => "use `user`",
        "port" => "use `port`",
        "identityfile" or "identitiesonly" => "use `identity-file`",
        "certificatefile" => "use `certificate-file`",
        "identityagent" => "use `agent`",
        "connecttimeout" => "use `connect-timeout`",
        "serveraliveinterval" => "use `keep-alive`",
        "kexalgorithms" => "use `kex`",
        "proxyjump" => "use `jump`",
        _ => null,
    };
}
