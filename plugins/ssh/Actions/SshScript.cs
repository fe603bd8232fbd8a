using System.Text;
using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.Scripts;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Runs a script of this machine on a host: exactly one of <c>file</c> and <c>script</c>. It goes there over the connection; only for
/// interpreters that do not read a script from their standard input, and for scripts that are given an input, it lies in a temporary file
/// there while it runs, which only its user can read. It needs a POSIX shell there.
/// </summary>
[Action("ssh.script", DefaultExpect = "result.exitCode == 0")]
public sealed record SshScript : SshRunInputs, IAction<SshCommandResult>
{
    /// <summary>What goes as a line to the other side's shell, which reads a byte at a time.</summary>
    const int LongestLine = 64 * 1024;

    const int LongestScript = 16 * 1024 * 1024;

    /// <summary>A file of this machine with the script.</summary>
    public string? File { get; init; }

    /// <summary>The script itself, in place of <c>file</c>.</summary>
    [ShellCommand]
    public string? Script { get; init; }

    /// <summary>
    /// What runs it: the program and its options, as in [python3, -u]. Without it the one of the script's first line
    /// (<c>#!/usr/bin/env bash</c>), or else <c>sh</c>.
    /// </summary>
    public IReadOnlyList<string>? Interpreter { get; init; }

    /// <summary>What the script gets as its arguments, whatever is in them.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <inheritdoc/>
    public async ValueTask<SshCommandResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var script = Text(context);
        var interpreter = Scripts.Interpreter.Of(Interpreter, script);
        var stdin = OpenStdin(context);
        await using (stdin ?? Stream.Null)
        {
            var client = await ClientAsync(context, cancel).ConfigureAwait(false);
            if (stdin is null && !Pty && script.Length <= LongestLine && interpreter.ReadsInput is { } options)
            {
                string[] program = [.. interpreter.Program, .. options, .. Args ?? []];
                return await RunAsync(client, RemoteCommand.OfScript(script, program), null, context, cancel).ConfigureAwait(false);
            }

            var file = await RemoteFile.WriteAsync(client, script, SudoOptions(), message => context.Log(LogLevel.Warning, message), cancel).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                string[] program = [.. interpreter.Program, file.Path, .. Args ?? []];
                return await RunAsync(client, RemoteCommand.OfArguments(program), stdin, context, cancel).ConfigureAwait(false);
            }
        }
    }

    string Text(ActionContext context)
    {
        if (File is null && Script is null) throw new ActionInputException("file", "Neither `file` nor `script` is given: give one of them.");
        if (File is not null && Script is not null) throw new ActionInputException("script", "`file` and `script` are both given: give one of them.");
        var (text, input) = File is null ? (Script!, "script") : (Read(File, context), "file");
        if (string.IsNullOrWhiteSpace(text)) throw new ActionInputException(input, $"`{input}` is empty: there is nothing to run.");
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ActionInputException(input, $"`{input}` has NUL characters, which no script has: upload programs, and start them by ssh.run.");
        return text;
    }

    static string Read(string path, ActionContext context)
    {
        using var file = LocalFile.OpenRead(path, "file", context);
        if (file.Length > LongestScript) throw new ActionInputException("file", $"`file` {file.Name} is larger than {Words.Bytes(LongestScript)}: upload it, and start it by ssh.run.");
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
