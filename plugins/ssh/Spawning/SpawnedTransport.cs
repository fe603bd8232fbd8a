using System.Collections.Concurrent;
using Runner.Plugins.Ssh.Errors;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>
/// Where OpenSSH cannot share a connection (Windows): a client, a connection and a login for each channel and each forwarded port.
/// </summary>
/// <remarks>
/// Three things are less than they are elsewhere. A signal only ends the client, and with it the command once it reads, writes or loses
/// its terminal. Of a command that a signal ended nobody says which. A terminal has the type that was asked for and the size that the
/// server gives it.
/// </remarks>
sealed class SpawnedTransport : ISshTransport
{
    /// <summary>How many log in at once: from ten on sshd turns some away by chance (<c>MaxStartups</c>).</summary>
    const int LoginsAtOnce = 8;

    /// <summary>How long the server's answer is waited for when nobody wants the command any more that it was asked to start.</summary>
    static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    readonly SshOptions options;
    readonly SemaphoreSlim logins = new(LoginsAtOnce, LoginsAtOnce);
    readonly ConcurrentDictionary<IAsyncDisposable, bool> open = new();
    readonly CancellationTokenSource lost = new();

    SpawnedTransport(SshOptions options)
    {
        this.options = options;
        Lost = lost.Token;
        Target = SshTarget.Of(options);
    }

    public string Target { get; private set; }

    public string? ServerVersion { get; private set; }

    public string? User { get; private set; }

    /// <summary>Cancelled when it is disposed: it has no connection of its own that could be lost.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Logs in once, to see whether that is possible.</summary>
    /// <exception cref="NetworkException">It is not.</exception>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    public static async Task<SpawnedTransport> ConnectAsync(SshOptions options, CancellationToken cancel)
    {
        var transport = new SpawnedTransport(options);
        try
        {
            await using var client = await transport.LogInAsync(["-N", "-o", "ClearAllForwardings=yes"], [], null, SpawnedEnd.IsLoggedIn, cancel).ConfigureAwait(false);
            var log = LoginLog.Read(client.Log, options);
            (transport.User, transport.ServerVersion) = (log.User, log.ServerVersion);
            if (log.Proxy is null) transport.Target = SshTarget.Name(options.User ?? log.User, options.Host, options.Port ?? log.Port);
            return transport;
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(Lost.IsCancellationRequested, this);
        List<string> arguments = ["-o", "ClearAllForwardings=yes", request.Terminal is null ? "-T" : "-tt"];
        if (request is SessionRequest.Subsystem) arguments.Add("-s");
        var text = request switch
        {
            SessionRequest.Command command => command.Text,
            SessionRequest.Subsystem subsystem => subsystem.Name,
            _ => throw new ArgumentException($"{request.GetType()} is not known", nameof(request)),
        };
        // A client without a terminal runs the command all the same and says that it has none.
        var client = await LogInAsync(arguments, [text], request.Terminal?.Type, SpawnedEnd.IsStarted, cancel).ConfigureAwait(false);
        if (request.Terminal is not null && SpawnedEnd.IsWithoutTerminal(client.Log))
        {
            var refusal = SpawnedEnd.Refusal(Target, client.Log);
            await client.DisposeAsync().ConfigureAwait(false);
            throw refusal;
        }
        var channel = new SpawnedChannel(client, Target, request.Terminal is not null, Forget);
        return await KeepAsync(channel).ConfigureAwait(false);
    }

    public async Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel)
    {
        ObjectDisposedException.ThrowIf(Lost.IsCancellationRequested, this);
        await logins.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await KeepAsync(await SpawnedForward.OpenAsync(options, Target, request, Forget, cancel).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            logins.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await lost.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(open.Keys.Select(one => one.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    async Task<SpawnedClient> LogInAsync(IEnumerable<string> arguments, IEnumerable<string> command, string? terminal, Func<string, bool> isDone, CancellationToken cancel)
    {
        await logins.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            var client = await SpawnedClient.StartAsync(options, arguments, command, terminal, cancel).ConfigureAwait(false);
            try
            {
                try
                {
                    await client.BecomesAsync(isDone, cancel).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (SpawnedEnd.IsAsked(client.Log))
                {
                    await HearAsync(client, isDone, cancel).ConfigureAwait(false);
                }
                return client;
            }
            catch
            {
                await client.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            logins.Release();
        }
    }

    /// <summary>Waits for the answer to a start that was given up: only who has the client of a command can end it.</summary>
    async Task HearAsync(SpawnedClient client, Func<string, bool> isDone, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(AnswerLimit);
        try
        {
            await client.BecomesAsync(isDone, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new UnansweredStartException($"{Target} did not say whether it had started it", cancel);
        }
        catch (NetworkException)
        {
            // Refused or lost: nothing is left that could be ended.
            throw new OperationCanceledException(cancel);
        }
    }

    async Task<T> KeepAsync<T>(T one) where T : IAsyncDisposable
    {
        open[one] = true;
        if (!Lost.IsCancellationRequested) return one;
        // It was disposed in between.
        await one.DisposeAsync().ConfigureAwait(false);
        throw new ObjectDisposedException(nameof(SpawnedTransport));
    }

    void Forget(IAsyncDisposable one) => open.TryRemove(one, out _);
}
