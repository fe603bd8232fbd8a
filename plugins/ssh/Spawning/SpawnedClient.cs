using System.Diagnostics;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>An OpenSSH client for one purpose, with a connection and a login of its own.</summary>
sealed class SpawnedClient : IAsyncDisposable
{
    readonly SshLaunch launch;
    readonly Process process;
    readonly ClientLog log;
    bool answersNoMore;

    SpawnedClient(SshLaunch launch, Process process, ClientLog log)
    {
        (this.launch, this.process, this.log) = (launch, process, log);
        Exit = process.WaitForExitAsync(CancellationToken.None);
    }

    public Stream Input => process.StandardInput.BaseStream;

    public Stream Output => process.StandardOutput.BaseStream;

    public Stream Error => process.StandardError.BaseStream;

    /// <summary>Completes when it has ended.</summary>
    public Task Exit { get; }

    /// <summary>What it has said of itself.</summary>
    public string Log => log.Read();

    /// <summary>Starts a client.</summary>
    /// <param name="options">Whom to connect to and how.</param>
    /// <param name="arguments">What it is for.</param>
    /// <param name="command">What comes after the host.</param>
    /// <param name="terminal">The type of the terminal that is asked for.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<SpawnedClient> StartAsync(SshOptions options, IEnumerable<string> arguments, IEnumerable<string> command, string? terminal, CancellationToken cancel)
    {
        var log = new ClientLog();
        SshLaunch? launch = null;
        try
        {
            // Whether a command was started is said at the second level only.
            string[] own = ["-E", log.Path, "-o", "LogLevel=DEBUG2", "-o", "ControlMaster=no", "-o", "ControlPath=none"];
            launch = await SshLaunch.PrepareAsync(options, [.. own, .. arguments], command, cancel).ConfigureAwait(false);
            (launch.Start.RedirectStandardInput, launch.Start.RedirectStandardOutput, launch.Start.RedirectStandardError) = (true, true, true);
            if (terminal is not null) launch.Start.Environment["TERM"] = terminal;
            var process = Process.Start(launch.Start)!;
            launch.Started(process);
            return new(launch, process, log);
        }
        catch (Exception exception)
        {
            if (launch is not null) await launch.DisposeAsync().ConfigureAwait(false);
            log.Dispose();
            if (exception is not System.ComponentModel.Win32Exception cause) throw;
            var target = SshTarget.Of(options);
            throw new SshException(target, $"No connection to {target}: the OpenSSH client cannot be started: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    /// <summary>Waits until it has done what it was started for.</summary>
    /// <param name="what">Whether its log says so.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkException">It has not.</exception>
    public async Task BecomesAsync(Func<string, bool> what, CancellationToken cancel)
    {
        if (!await log.SaysAsync(what, Task.WhenAny(Exit, launch.Unanswerable), cancel).ConfigureAwait(false))
        {
            await KillAsync().ConfigureAwait(false);
            throw SpawnedEnd.IsLoggedIn(Log) ? SpawnedEnd.Refusal(launch.Target, Log) : launch.Failure(Log);
        }
        await StopAnsweringAsync().ConfigureAwait(false);
    }

    public async Task KillAsync()
    {
        try
        {
            if (!process.HasExited) process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }
        await Exit.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        await StopAnsweringAsync().ConfigureAwait(false);
        process.Dispose();
        log.Dispose();
    }

    /// <summary>It asks no more.</summary>
    async ValueTask StopAnsweringAsync()
    {
        if (!Interlocked.Exchange(ref answersNoMore, true)) await launch.DisposeAsync().ConfigureAwait(false);
    }
}
