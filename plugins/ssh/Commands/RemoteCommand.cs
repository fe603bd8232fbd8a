using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>What is to run on the other side.</summary>
/// <param name="Plain">As the login shell gets it; null when it takes a POSIX shell to start it.</param>
/// <param name="InShell">As the last command of a line of a POSIX shell script.</param>
sealed record RemoteCommand(string? Plain, string InShell)
{
    /// <summary>Linux takes no argument of a program that is longer (MAX_ARG_STRLEN), and a command is one of the login shell.</summary>
    const int Longest = 128 * 1024 - 1;

    /// <summary>A command for the user's login shell.</summary>
    /// <exception cref="ActionInputException">It is empty, has a NUL, or is too long.</exception>
    public static RemoteCommand OfText(string command)
    {
        if (string.IsNullOrWhiteSpace(command)) throw new ActionInputException("command", "`command` is empty: give the command that is to run.");
        Require(command, "command");
        if (Encoding.UTF8.GetByteCount(command) > Longest) throw new ActionInputException("command", "`command` is longer than 128 KiB, which no system takes: run it as a script (ssh.script).");
        return new(command, $"exec \"$runner_shell\" -c {PosixQuoting.QuoteInLine(command)}");
    }

    /// <summary>A program and its arguments, which no shell interprets.</summary>
    /// <exception cref="ActionInputException">There is none, or one of them cannot be.</exception>
    public static RemoteCommand OfArguments(IReadOnlyList<string> args)
    {
        if (args.Count == 0 || args[0].Length == 0) throw new ActionInputException("args", "`args` names no program: write a list, the program and its arguments.");
        if (args[0][0] == '-') throw new ActionInputException("args", $"`args` starts with {Words.Quote(args[0])}, which looks like an option: its first item is the program.");
        RequireArguments(args);
        return new(
            args.All(PosixQuoting.IsPortable) ? PosixQuoting.Join(args, PosixQuoting.Quote) : null,
            $"exec {PosixQuoting.Join(args, PosixQuoting.QuoteInLine)}");
    }

    /// <summary>A script of a POSIX shell.</summary>
    public static RemoteCommand OfShell(string script) => new(null, $"eval {PosixQuoting.QuoteInLine(script)}");

    /// <summary>A script that a program reads from its standard input. It comes whole, or the program does not start.</summary>
    /// <param name="script">The script.</param>
    /// <param name="program">The program and its arguments.</param>
    public static RemoteCommand OfScript(string script, IReadOnlyList<string> program)
    {
        RequireArguments(program);
        Require(script, "script");
        // Not as an argument, which every user of that machine could read.
        return new(null, $"printf %s {PosixQuoting.QuoteInLine(script)} 2>/dev/null | {PosixQuoting.Join(program, PosixQuoting.QuoteInLine)}");
    }

    static void RequireArguments(IReadOnlyList<string> args)
    {
        foreach (var argument in args) Require(argument, "args");
        // In quotes, as the login shell gets all of them in one argument.
        if (args.Sum(static argument => Encoding.UTF8.GetByteCount(PosixQuoting.Quote(argument)) + 1L) - 1 > Longest)
            throw new ActionInputException("args", "`args` are together longer than 128 KiB, which no system takes: give what is long by `stdin`, or as a file.");
    }

    /// <exception cref="ActionInputException">It has a NUL, which no argument can have.</exception>
    public static void Require(string text, string input)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ActionInputException(input, $"`{input}` has a NUL character, which no argument of a program can have.");
    }
}
