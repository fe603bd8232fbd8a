using System.Text;
using Runner.Plugins.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>The inputs of the actions that run something on a host.</summary>
public abstract record SshRunInputs : SshInputs
{
    static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>Text to give to its standard input.</summary>
    public string? Stdin { get; init; }

    /// <summary>Bytes to give to its standard input, written in base64.</summary>
    public byte[]? StdinBase64 { get; init; }

    /// <summary>A file of this machine to give to its standard input.</summary>
    public string? StdinFile { get; init; }

    /// <summary>Environment variables to add; null takes one away. No list of processes of the other machine shows them.</summary>
    public IReadOnlyDictionary<string, string?>? Env { get; init; }

    /// <summary>The folder of the other machine to start in, such as <c>~/app</c>. Without it the user's.</summary>
    public string? Directory { get; init; }

    /// <summary>Whether to give it a terminal. Its standard error is part of <c>stdout</c> then, and lines end with CR LF.</summary>
    public bool Pty { get; init; }

    /// <summary>Whether to run it by sudo, as root unless <c>sudo-user</c> is given.</summary>
    public bool Sudo { get; init; }

    /// <summary>The user to run it as, by sudo.</summary>
    public string? SudoUser { get; init; }

    /// <summary>The password for sudo, in most places that of the user who logs in. Without it the inventory's; with neither, sudo must not ask.</summary>
    [Secret]
    public string? SudoPassword { get; init; }

    /// <summary>How many bytes are kept of standard output, and of standard error; what follows is read and dropped.</summary>
    public int MaxOutput { get; init; } = SshRunOptions.DefaultMaxOutput;

    /// <summary>A file of this machine to write all of standard output to as it comes, however much. Folders above it are made.</summary>
    public string? StdoutFile { get; init; }

    /// <summary>Whether to log each line as it comes, up to <c>max-output</c>.</summary>
    public bool Log { get; init; }

    /// <summary>The input; null for none. Whoever gets it disposes it.</summary>
    private protected Stream? OpenStdin(ActionContext context)
    {
        if ((Stdin is null ? 0 : 1) + (StdinBase64 is null ? 0 : 1) + (StdinFile is null ? 0 : 1) > 1)
            throw new ActionInputException(StdinFile is not null ? "stdin-file" : "stdin-base64", "`stdin`, `stdin-base64` and `stdin-file` are different ways to give the input: use one of them.");
        if (StdinFile is null) return Stdin is not null ? new MemoryStream(Encoding.UTF8.GetBytes(Stdin)) : StdinBase64 is not null ? new MemoryStream(StdinBase64) : null;
        return LocalFile.OpenRead(StdinFile, "stdin-file", context);
    }

    /// <summary>Runs it, showing life while it takes long.</summary>
    private protected async ValueTask<SshCommandResult> RunAsync(SshClient client, RemoteCommand command, Stream? stdin, ActionContext context, CancellationToken cancel)
    {
        if (MaxOutput < 0) throw new ActionInputException("max-output", "`max-output` is less than 0: give a number of bytes.");
        var stdout = StdoutFile is null ? null : LocalFile.Create(StdoutFile, "stdout-file", context);
        await using (stdout ?? Stream.Null)
        {
            var run = new CommandRun(client, command, RunOptions(stdin, stdout, context));
            try
            {
                return await WatchAsync(run, context, cancel).ConfigureAwait(false);
            }
            catch (IOException cause)
            {
                var input = StdoutFile is not null ? "stdout-file" : "stdin-file";
                throw new ActionInputException(input, $"`{input}` failed while the command ran, which was ended if it still ran: {cause.Message}", cause);
            }
        }
    }

    /// <summary>Whom to run it as by sudo; null for not by sudo.</summary>
    private protected SshSudo? SudoOptions()
    {
        if (Sudo || SudoUser is not null) return new() { User = SudoUser, Password = SudoPassword };
        return SudoPassword is null ? null : throw new ActionInputException("sudo-password", "`sudo-password` is given, and neither `sudo` nor `sudo-user`: add sudo: true, or leave it out.");
    }

    SshRunOptions RunOptions(Stream? stdin, Stream? stdout, ActionContext context) => new()
    {
        Environment = Env ?? new Dictionary<string, string?>(),
        Directory = Directory,
        Stdin = stdin,
        Pty = Pty,
        Sudo = SudoOptions(),
        MaxOutput = MaxOutput,
        CopyStdoutTo = stdout,
        OnLine = Log ? new LineLog(context, MaxOutput).Take : null,
        OnWarning = message => context.Log(LogLevel.Warning, message),
    };

    static async Task<SshCommandResult> WatchAsync(CommandRun run, ActionContext context, CancellationToken cancel)
    {
        var running = run.RunAsync(cancel);
        string? shown = null;
        while (await Task.WhenAny(running, Task.Delay(ProgressInterval, CancellationToken.None)).ConfigureAwait(false) != running)
        {
            if (run.LastLine is not { } line || line == shown) continue;
            context.Progress(line);
            shown = line;
        }

        try
        {
            return await running.ConfigureAwait(false);
        }
        catch
        {
            if (run.PartialOutput() is { } written) context.LeavePartialResult(written);
            throw;
        }
    }

    /// <summary>A command's lines as events, up to a limit: events are kept.</summary>
    sealed class LineLog(ActionContext context, int limit)
    {
        long left = limit;

        public void Take(SshOutputLine line)
        {
            if (left < 0) return;
            left -= line.Text.Length + 1;
            // Many programs tell of their progress on standard error: it is no warning.
            context.Log(LogLevel.Info, left < 0 ? $"More than {Words.Bytes(limit)} were written, and the rest is not shown: max-output sets the limit." : line.Text);
        }
    }
}
