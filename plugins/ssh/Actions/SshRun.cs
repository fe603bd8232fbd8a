using Runner.Plugins.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Runs a command on a host and waits for its end: exactly one of <c>command</c> and <c>args</c>. A timeout or a cancelled run ends it with
/// all of its processes. <c>env</c>, <c>directory</c> and <c>sudo</c> need a POSIX shell there.
/// </summary>
[Action("ssh.run", DefaultExpect = "result.exitCode == 0")]
public sealed record SshRun : SshRunInputs, IAction<SshCommandResult>, ICommandEquivalent
{
    /// <summary>The command, as the user's login shell there reads it: <c>df -h / | tail -1</c>.</summary>
    [ShellCommand]
    public string? Command { get; init; }

    /// <summary>The program and its arguments, in place of <c>command</c>. No shell interprets them, whatever is in them.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <inheritdoc/>
    public async ValueTask<SshCommandResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var command = RemoteCommand();
        var stdin = OpenStdin(context);
        await using (stdin ?? Stream.Null)
        {
            var client = await ClientAsync(context, cancel).ConfigureAwait(false);
            return await RunAsync(client, command, stdin, context, cancel).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    EquivalentCommand ICommandEquivalent.ToCommand(ActionContext context) => SshCommandLine.Of(this, RemoteCommand(), Connection is null ? Login(context).Options : null);

    RemoteCommand RemoteCommand()
    {
        if (Command is null && Args is null) throw new ActionInputException("command", "Neither `command` nor `args` is given: give one of them.");
        if (Command is not null && Args is not null) throw new ActionInputException("args", "`command` and `args` are both given: give one of them.");
        return Command is not null ? Commands.RemoteCommand.OfText(Command) : Commands.RemoteCommand.OfArguments(Args!);
    }
}
