namespace Runner.Workflows.Checking;

/// <summary>
/// Finds the script among a program's arguments: what stands after <c>-c</c> of a shell, after <c>-e</c> of Perl. What
/// follows it is data to the script, and safe there.
/// </summary>
/// <param name="Program">The interpreter, as it is written.</param>
/// <param name="From">The first argument that is script, counted from the program's name.</param>
/// <param name="Count">How many arguments are; 0 when the interpreter reads its script from standard input.</param>
/// <param name="IsShell">Whether <c>"$1"</c> reads an argument in it.</param>
sealed record ScriptArguments(string Program, int From, int Count, bool IsShell)
{
    static readonly string[] Shells = ["sh", "bash", "zsh", "dash", "ksh", "ash", "mksh", "fish"];

    /// <summary>Programs that start the program that stands among their arguments.</summary>
    static readonly string[] Starters = ["env", "sudo", "doas", "nohup", "nice", "ionice", "setsid", "timeout", "time", "stdbuf", "xargs", "busybox", "chroot"];

    /// <summary>The script of a command; null when it starts no interpreter, or one with a file.</summary>
    /// <param name="command">The program and its arguments; null for those that are not known before the run.</param>
    public static ScriptArguments? Of(IReadOnlyList<string?> command)
    {
        var program = 0;
        if (command.Count > 0 && Array.IndexOf(Starters, NameOf(command[0])) >= 0)
        {
            do program++;
            while (program < command.Count && FlagsOf(NameOf(command[program])) is null);
        }

        if (program >= command.Count || FlagsOf(NameOf(command[program])) is not { } isFlag) return null;
        var name = NameOf(command[program]);
        var isShell = Array.IndexOf(Shells, name) >= 0;
        var readsInput = true;
        for (var i = program + 1; i < command.Count; i++)
        {
            if (command[i] is not { } argument) continue;
            if (isFlag(argument)) return i + 1 < command.Count ? new(command[program]!, i + 1, TakesAll(name) ? command.Count - i - 1 : 1, isShell) : null;
            if (isShell && argument is "-s") break;
            // The name of a setting follows, as in -euo pipefail.
            if (isShell && argument is ['-' or '+', .., 'o' or 'O']) i++;
            else if (argument is not ['-' or '+', ..] && name != "cmd")
            {
                readsInput = false;
                break;
            }
        }

        return readsInput ? new(command[program]!, 0, 0, isShell) : null;
    }

    /// <summary>The bare name: <c>/usr/bin/python3.12</c> is <c>python</c>.</summary>
    static string NameOf(string? program)
    {
        if (program is null) return "";
        var name = program[(program.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        if (name.EndsWith(".exe", StringComparison.Ordinal)) name = name[..^4];
        return name.TrimEnd([.. "0123456789.-"]);
    }

    /// <summary>Tells an interpreter's options before a script from others; null for what is no interpreter.</summary>
    static Func<string, bool>? FlagsOf(string program) => program switch
    {
        _ when Array.IndexOf(Shells, program) >= 0 => static option => IsCluster(option) && option.Contains('c'),
        "cmd" => static option => option.ToLowerInvariant() is "/c" or "/k",
        "powershell" or "pwsh" => static option => option.ToLowerInvariant() is "-c" or "-command",
        "python" or "pypy" => static option => IsCluster(option) && option.EndsWith('c'),
        "perl" or "ruby" => static option => IsCluster(option) && option[^1] is 'e' or 'E',
        "node" or "bun" => static option => option is "-e" or "--eval" or "-p" or "--print" or "-pe",
        "php" => static option => option is "-r",
        "lua" or "rscript" or "osascript" => static option => option is "-e",
        _ => null,
    };

    /// <summary>These join all arguments that follow to one script.</summary>
    static bool TakesAll(string program) => program is "cmd" or "powershell" or "pwsh";

    /// <summary>Whether it is one dash and letters, several options in one.</summary>
    static bool IsCluster(string option) => option is ['-', not '-', ..] && option.AsSpan(1).IndexOfAnyExceptInRange('A', 'z') < 0;
}
