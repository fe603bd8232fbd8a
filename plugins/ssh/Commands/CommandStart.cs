using System.Globalization;
using System.Text;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Starts a command on a connection.</summary>
static class CommandStart
{
    /// <summary>How long a plain command is waited for to tell its process, before its output is read regardless.</summary>
    static readonly TimeSpan TellingLimit = TimeSpan.FromSeconds(5);

    /// <summary>How long a command is waited for to tell its process when its start is given up.</summary>
    static readonly TimeSpan GivingUpLimit = TimeSpan.FromSeconds(2);

    /// <summary>Starts it; one whose start is given up or fails does not go on.</summary>
    /// <param name="client">Where it runs.</param>
    /// <param name="command">What runs.</param>
    /// <param name="options">How.</param>
    /// <param name="cancel">Gives up.</param>
    /// <param name="isKill">Whether it is there to end another one: then nothing is there to end it.</param>
    /// <param name="hasInput">Whether something may be written to it.</param>
    /// <exception cref="ActionInputException">An option cannot work.</exception>
    /// <exception cref="AuthenticationException">Sudo refused.</exception>
    /// <exception cref="NetworkException">The connection is lost, or the other side did not start it.</exception>
    public static async Task<SshCommand> RunAsync(SshClient client, RemoteCommand command, SshRunOptions options, CancellationToken cancel, bool isKill = false, bool hasInput = true)
    {
        SshCommand running;
        try
        {
            running = await OpenAsync(client, command, options, isKill, hasInput, cancel).ConfigureAwait(false);
        }
        catch (UnansweredStartException unknown)
        {
            Warn(client, options, unknown.Message);
            throw;
        }
        if (!cancel.IsCancellationRequested) return running;
        if (isKill) await running.DisposeAsync().ConfigureAwait(false);
        else if (await running.KillAsync().ConfigureAwait(false) is { } why) Warn(client, options, why);
        throw new OperationCanceledException(cancel);
    }

    /// <summary>Says that a command may go on that was to be ended.</summary>
    public static void Warn(SshClient client, SshRunOptions options, string why) =>
        options.OnWarning?.Invoke($"The command on {client.Target} was to be ended and may go on: {why}.");

    static async Task<SshCommand> OpenAsync(SshClient client, RemoteCommand command, SshRunOptions options, bool isKill, bool hasInput, CancellationToken cancel)
    {
        var sudo = options.Sudo is { Password: null } without ? without with { Password = client.SudoPassword } : options.Sudo;
        var inShell = command.Plain is null || options.Environment.Count > 0 || options.Directory is not null || sudo is not null;
        var start = inShell ? StartScript.InShell(command, options, sudo?.Password)
            : SignalSupport.IsMissing(client.Transport) ? StartScript.Telling(command.Plain!)
            : StartScript.Plain(command.Plain!);
        var request = new SessionRequest.Command(start.Exec) { Terminal = options.Pty ? new() : null, HasInput = hasInput || inShell || options.Pty };
        var channel = await client.Transport.OpenAsync(request, cancel).ConfigureAwait(false);
        Conversation? conversation = null;
        try
        {
            if (start.Token.Length == 0) return new(client, channel, channel.Output, channel.Error, null, [], null);
            var told = new MarkedStream(options.Pty ? channel.Output : channel.Error, start.Token);
            IReadOnlyList<string> roots = [];
            if (inShell)
            {
                conversation = new(client, channel, start, told, sudo, options);
                roots = await conversation.HoldAsync(cancel).ConfigureAwait(false);
            }
            else await HearProcessAsync(told).ConfigureAwait(false);
            return new(client, channel, options.Pty ? told : channel.Output, options.Pty ? channel.Error : told, inShell ? null : told, roots, sudo);
        }
        catch
        {
            if (conversation is { IsAllSaid: true } && !isKill && await EndAsync(client, channel, conversation, sudo).ConfigureAwait(false) is { } why) Warn(client, options, why);
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends a command that may have started, since all was said that it takes.</summary>
    /// <returns>Why it may go on; null when it does not.</returns>
    static async Task<string?> EndAsync(SshClient client, ISshChannel channel, Conversation conversation, SshSudo? sudo)
    {
        try
        {
            var roots = await conversation.HearOutAsync().ConfigureAwait(false);
            return channel.End.IsCompleted ? null : await CommandKill.EndAsync(client, channel, roots, sudo).ConfigureAwait(false);
        }
        catch (NetworkException lost)
        {
            return lost.Message.TrimEnd('.');
        }
    }

    /// <summary>Whether a word is the number of a process, which may become part of a script.</summary>
    public static bool IsProcess(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1;

    /// <summary>Waits for a plain command to tell its process. A server that runs a command of its own instead never does.</summary>
    /// <remarks>A cancellation waits for it too: it runs already, and who does not know its process cannot end it.</remarks>
    static async Task HearProcessAsync(MarkedStream told)
    {
        using var limit = new TimeLimit(TellingLimit, TimeProvider.System, CancellationToken.None);
        var isTold = false;
        try
        {
            isTold = await told.NextAsync(limit.Token).ConfigureAwait(false) is not null;
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            // It runs, and may tell later.
        }

        told.Release(withBefore: true, oneMoreMayCome: !isTold);
    }

    /// <summary>What is said until the command runs: lines when the other side is ready for them, the password when sudo asks.</summary>
    sealed class Conversation(SshClient client, ISshChannel channel, StartScript start, MarkedStream told, SshSudo? sudo, SshRunOptions options)
    {
        readonly string target = client.Target;
        readonly Queue<string> lines = new(start.Lines);
        readonly List<string> roots = [];
        bool isAnswered;

        /// <summary>Whether the other side has got all that it takes to start the command, whoever listens.</summary>
        public bool IsAllSaid { get; private set; }

        /// <summary>Hears for a moment what is told of the processes, though nobody wants the command any more.</summary>
        /// <returns>The processes that are known.</returns>
        public async Task<IReadOnlyList<string>> HearOutAsync()
        {
            using var limit = new CancellationTokenSource(GivingUpLimit);
            try
            {
                while (await told.NextAsync(limit.Token).ConfigureAwait(false) is { } mark)
                {
                    if (mark.Kind is not (StartScript.Root or StartScript.Started)) continue;
                    roots.Add(Number(mark.Word));
                    if (mark.Kind == StartScript.Started) break;
                }
            }
            catch (OperationCanceledException)
            {
                // What is known has to do.
            }
            return roots;
        }

        /// <returns>The processes that everything of the command descends from.</returns>
        public async Task<IReadOnlyList<string>> HoldAsync(CancellationToken cancel)
        {
            using var limit = new TimeLimit(client.Limits.Start, TimeProvider.System, cancel);
            try
            {
                // Without a terminal nothing has to be prepared for the first line.
                if (!options.Pty) await SayAsync(lines.Dequeue(), limit.Token).ConfigureAwait(false);
                IsAllSaid = lines.Count == 0;
                while (await told.NextAsync(limit.Token).ConfigureAwait(false) is { } mark)
                {
                    if (!await HearAsync(mark, limit.Token).ConfigureAwait(false)) continue;
                    // What sudo says before, such as its lecture, is no output of the command.
                    told.Release(withBefore: sudo is null);
                    return roots;
                }

                throw NotStarted(await channel.End.WaitAsync(limit.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException cause) when (limit.IsOver)
            {
                throw CommandErrors.SlowStart(target, client.Limits.Start, told.Before, cause);
            }
        }

        /// <summary>Whether the command has started.</summary>
        async Task<bool> HearAsync(Mark mark, CancellationToken cancel)
        {
            switch (mark.Kind)
            {
                case StartScript.Ready when lines.TryDequeue(out var line):
                    await SayAsync(line, cancel).ConfigureAwait(false);
                    IsAllSaid = lines.Count == 0;
                    return false;
                case StartScript.Prompt when sudo?.Password is { } password:
                    if (isAnswered) throw CommandErrors.WrongPassword(target);
                    isAnswered = true;
                    await SayAsync(password, cancel).ConfigureAwait(false);
                    return false;
                case StartScript.Prompt:
                    throw CommandErrors.NoPassword(target, sudo?.User);
                case StartScript.Root:
                    roots.Add(Number(mark.Word));
                    return false;
                case StartScript.Started:
                    roots.Add(Number(mark.Word));
                    return true;
                case StartScript.Directory:
                    throw CommandErrors.Directory(target, options.Directory!, mark.Word);
                default:
                    throw new ProtocolException(target, $"{target} answered what no start of a command does.");
            }
        }

        async Task SayAsync(string line, CancellationToken cancel)
        {
            try
            {
                await channel.Input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancel).ConfigureAwait(false);
                await channel.Input.FlushAsync(cancel).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // It reads no more, and its output says why.
            }
        }

        NetworkException NotStarted(ChannelEnd end)
        {
            if (sudo is null || roots.Count == 0) return CommandErrors.NotStarted(target, end, told.Before);
            return isAnswered && lines.Count > 0 && end.ExitCode == 1 && told.Before.Contains("incorrect password", StringComparison.Ordinal)
                ? CommandErrors.WrongPassword(target)
                : CommandErrors.Sudo(target, end, told.Before, sudo.Password is not null);
        }

        string Number(string word) => IsProcess(word)
            ? word
            : throw new ProtocolException(target, $"{target} told {Words.Quote(word)} for the number of a process.");
    }
}
