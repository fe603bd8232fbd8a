using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>Arguments of <c>ssh</c> in Ansible's inventories: which hosts to go through, and host keys. The rest is told of.</summary>
sealed class SshArguments(VariableLayer layer, string name, SourceLocation location, InventoryReading reading, string folder)
{
    public void Read(string text)
    {
        if (text.Contains("{{", StringComparison.Ordinal))
        {
            Unused("a template, which only Ansible evaluates");
            return;
        }

        List<string> words;
        try
        {
            words = ShellWords.Split(text);
        }
        catch (FormatException e)
        {
            reading.Diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"`{name}` cannot be read: {e.Message}");
            return;
        }

        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word is "-J" or "-o" && i + 1 < words.Count) word += words[++i];
            if (word.StartsWith("-J", StringComparison.Ordinal) && word.Length > 2) Set(LoginSettings.Jump, word[2..]);
            else if (word.StartsWith("-o", StringComparison.Ordinal) && word.AsSpan(2).IndexOfAny('=', ' ') is > 0 and var end) Option(word.Substring(2, end), word[(end + 3)..].Trim(), word);
            // Ansible's own way of sharing connections, and less to say.
            else if (word is not ("-q" or "-C")) Unused($"`{word}`");
        }
    }

    void Option(string option, string value, string word)
    {
        switch (option.Trim().ToLowerInvariant())
        {
            case "proxyjump":
                Set(LoginSettings.Jump, value);
                break;
            case "proxycommand" when JumpOf(value) is { } jump:
                Set(LoginSettings.Jump, jump);
                break;
            case "stricthostkeychecking" when value is "accept-new" or "yes" or "ask":
                Set(LoginSettings.HostKey, value == "accept-new" ? value : "strict");
                break;
            case "userknownhostsfile" when value != "/dev/null":
                Set("known-hosts", value);
                break;
            case "controlmaster" or "controlpersist" or "controlpath" or "loglevel":
                // How connections are shared is the transport's own affair.
                break;
            case "stricthostkeychecking" or "userknownhostsfile":
                Unused($"`{word}`", "host keys are verified; -o StrictHostKeyChecking=accept-new takes those of new hosts");
                break;
            default:
                Unused($"`{word}`");
                break;
        }
    }

    void Set(string setting, string value) => layer.Settings[setting] = new(LoginSettings.Complete(setting, value, folder, reading.Home));

    void Unused(string what, string help = "what ssh is to do for every program can stand in ~/.ssh/config") =>
        reading.Diagnostics.Warning(DiagnosticCodes.UnusedSetting, location, $"`{name}` has {what}, which Runner does not follow", help);

    /// <summary>The host of <c>ssh -W %h:%p user@bastion</c>, as people wrote it before there was ProxyJump; null for other commands.</summary>
    static string? JumpOf(string command)
    {
        List<string> words;
        try
        {
            words = ShellWords.Split(command);
        }
        catch (FormatException)
        {
            // What is no line of a shell is no such command; the caller tells of it.
            return null;
        }

        string? target = null, port = null;
        var forwards = false;
        if (words is not ["ssh", ..]) return null;
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i] == "-q") continue;
            if (words[i] == "-W" && i + 1 < words.Count) forwards = words[++i] == "%h:%p";
            else if (words[i] == "-p" && i + 1 < words.Count) port = words[++i];
            else if (target is null && !words[i].StartsWith('-')) target = words[i];
            else return null;
        }

        return !forwards || target is null ? null : port is null ? target : $"{target}:{port}";
    }
}
