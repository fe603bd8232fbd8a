using System.Globalization;
using System.Text;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Starts a command on a connection.</summary>
static class CommandStart
{
    /// <summary>How long a login shell's start-up files and sudo may take.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>How long a plain command is waited for to tell its process, before its output is read regardless.</summary>
    static readonly TimeSpan TellingLimit = TimeSpan.FromSeconds(5);

    /// <exception cref="ActionInputException">An option cannot work.</exception>
    /// <exception cref="AuthenticationException">Sudo refused.</exception>
    /// <exception cref="NetworkException">The connection is lost, or the other side did not start it.</exception>
    public static async Task<SshCommand> RunAsync(SshClient client, RemoteCommand command, SshRunOptions options, CancellationToken cancel)
    {
        var sudo = options.Sudo is { Password: null } without ? without with { Password = client.SudoPassword } : options.Sudo;
        var inShell = command.Plain is null || options.Environment.Count > 0 || options.Directory is not null || sudo is not null;
        var start = inShell ? StartScript.InShell(command, options, sudo?.Password)
            : SignalSupport.IsMissing(client.Transport) ? StartScript.Telling(command.Plain!)
            : StartScript.Plain(command.Plain!);
        var request = new SessionRequest.Command(start.Exec) { Terminal = options.Pty ? new() : null };
        var channel = await client.Transport.OpenAsync(request, cancel).ConfigureAwait(false);
        try
        {
            if (start.Token.Length == 0) return new(client, channel, channel.Output, channel.Error, null, [], null);
            var told = new MarkedStream(options.Pty ? channel.Output : channel.Error, start.Token);
            IReadOnlyList<string> roots = [];
            if (inShell) roots = await new Conversation(client.Target, channel, start, told, sudo, options).HoldAsync(cancel).ConfigureAwait(false);
            else await HearProcessAsync(told).ConfigureAwait(false);
            return new(client, channel, options.Pty ? told : channel.Output, options.Pty ? channel.Error : told, inShell ? null : told, roots, sudo);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
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
    sealed class Conversation(string target, ISshChannel channel, StartScript start, MarkedStream told, SshSudo? sudo, SshRunOptions options)
    {
        readonly Queue<string> lines = new(start.Lines);
        readonly List<string> roots = [];
        bool isAnswered;

        /// <returns>The processes that everything of the command descends from.</returns>
        public async Task<IReadOnlyList<string>> HoldAsync(CancellationToken cancel)
        {
            using var limit = new TimeLimit(Limit, TimeProvider.System, cancel);
            try
            {
                // Without a terminal nothing has to be prepared for the first line.
                if (!options.Pty) await SayAsync(lines.Dequeue(), limit.Token).ConfigureAwait(false);
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
                throw CommandErrors.SlowStart(target, Limit, told.Before, cause);
            }
        }

        /// <summary>Whether the command has started.</summary>
        async Task<bool> HearAsync(Mark mark, CancellationToken cancel)
        {
            switch (mark.Kind)
            {
                case StartScript.Ready when lines.TryDequeue(out var line):
                    await SayAsync(line, cancel).ConfigureAwait(false);
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
