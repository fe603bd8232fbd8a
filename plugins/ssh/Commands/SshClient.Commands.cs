using Runner.Plugins.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

public sealed partial class SshClient
{
    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">The command, as the user's login shell there reads it.</param>
    /// <param name="options">How it runs; null for plainly.</param>
    /// <param name="cancel">Gives up, and ends the command with all of its processes.</param>
    /// <returns>How it ended, whatever its exit code.</returns>
    /// <exception cref="NetworkTimeoutException">It took longer than <see cref="SshRunOptions.Timeout"/>, and was ended.</exception>
    /// <exception cref="AuthenticationException">Sudo refused.</exception>
    /// <exception cref="ConnectionFailedException">The connection was lost; the command may have ended or go on.</exception>
    /// <exception cref="SshException">The other side did not start it, such as for a directory that does not exist.</exception>
    /// <exception cref="ActionInputException">A value cannot work, such as a variable's name.</exception>
    public Task<SshCommandResult> RunAsync(string command, SshRunOptions? options = null, CancellationToken cancel = default) =>
        new CommandRun(this, RemoteCommand.OfText(command), options ?? new()).RunAsync(cancel);

    /// <summary>Runs a program to its end. No shell interprets its arguments.</summary>
    /// <param name="args">The program and its arguments: any text without NUL.</param>
    /// <param name="options">How it runs; null for plainly.</param>
    /// <param name="cancel">Gives up, and ends the program with all of its processes.</param>
    /// <inheritdoc cref="RunAsync(string, SshRunOptions?, CancellationToken)" path="/returns|/exception"/>
    public Task<SshCommandResult> RunAsync(IReadOnlyList<string> args, SshRunOptions? options = null, CancellationToken cancel = default) =>
        new CommandRun(this, RemoteCommand.OfArguments(args), options ?? new()).RunAsync(cancel);

    /// <summary>Starts a command, to be talked to while it runs. Of the options what belongs to a run as a whole does not count: input, output, timeout.</summary>
    /// <param name="command">The command, as the user's login shell there reads it.</param>
    /// <param name="options">How it runs; null for plainly.</param>
    /// <param name="cancel">Gives up starting it.</param>
    /// <inheritdoc cref="RunAsync(string, SshRunOptions?, CancellationToken)" path="/exception"/>
    public Task<SshCommand> StartAsync(string command, SshRunOptions? options = null, CancellationToken cancel = default) =>
        CommandStart.RunAsync(this, RemoteCommand.OfText(command), options ?? new(), cancel);

    /// <summary>Starts a program, to be talked to while it runs. No shell interprets its arguments.</summary>
    /// <param name="args">The program and its arguments: any text without NUL.</param>
    /// <param name="options">How it runs; null for plainly.</param>
    /// <param name="cancel">Gives up starting it.</param>
    /// <inheritdoc cref="RunAsync(string, SshRunOptions?, CancellationToken)" path="/exception"/>
    public Task<SshCommand> StartAsync(IReadOnlyList<string> args, SshRunOptions? options = null, CancellationToken cancel = default) =>
        CommandStart.RunAsync(this, RemoteCommand.OfArguments(args), options ?? new(), cancel);
}
