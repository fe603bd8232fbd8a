using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>
/// How a command is started: the text that the login shell gets, and the lines that are then sent over standard input, where
/// neither a list of processes nor the quoting of an unknown shell gets at them. A line runs only when it came whole.
/// </summary>
/// <remarks>The other side says where it is by marks in its output: the token, a letter, perhaps a word, and a semicolon.</remarks>
sealed class StartScript
{
    /// <summary>A line may come now.</summary>
    public const char Ready = 'r';

    /// <summary>Sudo asks for the password.</summary>
    public const char Prompt = 'p';

    /// <summary>The process that everything descends from, by its number.</summary>
    public const char Root = 'g';

    /// <summary>The command starts, as the process of this number.</summary>
    public const char Started = 's';

    /// <summary>The directory cannot be entered, and why.</summary>
    public const char Directory = 'd';

    const string ReadLine = "IFS= read -r runner_l && eval \"$runner_l\"";

    StartScript(string exec, string token, params IReadOnlyList<string> lines) => (Exec, Token, Lines) = (exec, token, lines);

    /// <summary>What the login shell gets.</summary>
    public string Exec { get; }

    /// <summary>What marks start with.</summary>
    public string Token { get; }

    /// <summary>What is sent over standard input, one after the other; empty when the command is on its way at once.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>The start of a command that the login shell gets as it is.</summary>
    public static StartScript Plain(string command) => new(command, "");

    /// <summary>The start of a command that the login shell gets as it is, but for telling its process first. Every shell understands it.</summary>
    public static StartScript Telling(string command)
    {
        var token = NewToken();
        return new($"/bin/sh -c 'printf %s \"{token}{Started}$PPID;\" >&2'; {command}", token);
    }

    /// <summary>The start of a command that takes a POSIX shell.</summary>
    /// <exception cref="ActionInputException">An option cannot work.</exception>
    public static StartScript InShell(RemoteCommand command, SshRunOptions options, string? sudoPassword)
    {
        var token = NewToken();
        // A terminal would echo the lines, cut long ones and act on control characters, so it does nothing until they came.
        var ready = $"printf %s \"{token}{Ready};\"";
        var (prepare, restore) = options.Pty ? ($"runner_t=$(stty -g); stty raw -echo; {ready}; ", "stty \"$runner_t\"; ") : ("", "");
        var outer = $"exec /bin/sh -c '{prepare}{ReadLine}'";
        if (options.Sudo is not { } sudo) return new(outer, token, restore + Line(command, options, token, "${SHELL:-/bin/sh}"));

        // Sudo clears the environment, and the user may not be let into the directory: both are the inner shell's. The command is for the
        // shell of the user who logs in: accounts of services have one that refuses everybody.
        var last = restore + Line(command, options, token, "$1");
        var inner = options.Pty ? $"runner_t=$2; stty raw -echo; {ready}; {ReadLine}" : $"{ready} >&2; {ReadLine}";
        var user = sudo.User is { } name ? $" -u {PosixQuoting.QuoteInLine(UserName(name))}" : "";
        var asking = sudoPassword is null ? "-n" : $"-S -p '{token}{Prompt};'";
        var terminal = options.Pty ? " \"$runner_t\"" : "";
        return new(outer, token, $"{Tell(token, Root, "$$")}exec sudo {asking}{user} -- /bin/sh -c {PosixQuoting.Quote(inner)} sh \"${{SHELL:-/bin/sh}}\"{terminal}", last);
    }

    static string Line(RemoteCommand command, SshRunOptions options, string token, string shell)
    {
        var line = new StringBuilder("runner_shell=").Append(shell).Append("; ")
            .Append(PosixQuoting.LineBreakVariable).Append("=$(printf '\\nx'); ").Append(PosixQuoting.LineBreakVariable).Append("=${").Append(PosixQuoting.LineBreakVariable).Append("%x}; ");
        if (options.Directory is { } directory) line.Append(Enter(directory, token));
        foreach (var (name, value) in options.Environment)
        {
            if (!IsVariable(name)) throw new ActionInputException("env", $"`env` {Words.Quote(name)} is no name of a variable: letters, digits and _, not starting with a digit.");
            if (value is null)
            {
                line.Append("unset ").Append(name).Append("; ");
                continue;
            }

            RemoteCommand.Require(value, "env");
            line.Append(name).Append('=').Append(PosixQuoting.QuoteInLine(value)).Append("; export ").Append(name).Append("; ");
        }

        return line.Append(Tell(token, Started, "$$")).Append(command.InShell).ToString();
    }

    static string Enter(string directory, string token)
    {
        if (directory.Length == 0) throw new ActionInputException("directory", "`directory` is empty: give a folder of the other machine, or leave it out.");
        RemoteCommand.Require(directory, "directory");
        var path = directory is "~" ? "\"$HOME\""
            : directory.StartsWith("~/", StringComparison.Ordinal) ? $"\"$HOME\"/{PosixQuoting.QuoteInLine(directory[2..])}"
            : PosixQuoting.QuoteInLine(directory[0] == '-' ? $"./{directory}" : directory);
        return $"CDPATH= cd {path} >/dev/null 2>&1 || {{ if [ -d {path} ]; then runner_w=denied; elif [ -e {path} ]; then runner_w=file; else runner_w=missing; fi; "
            + $"{Tell(token, Directory, "$runner_w")}exit 1; }}; ";
    }

    static string Tell(string token, char mark, string word) => $"printf %s \"{token}{mark}{word};\" >&2; ";

    static string UserName(string name) => name.Length > 0 && name[0] != '-' && !name.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c))
        ? name
        : throw new ActionInputException("sudo-user", $"`sudo-user` {Words.Quote(name)} is no user's name: give one, or leave it out for root.");

    static bool IsVariable(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    // As hard to guess as any, and OpenSSL, which other random numbers are made by, takes 20 ms to load.
    static string NewToken() => $"runner{Guid.NewGuid():n}";
}
