using System.Diagnostics;
using Runner.Plugins.Ssh.Authentication;
using Runner.Plugins.Ssh.Errors;
using Runner.Plugins.Ssh.HostKeys;
using Runner.Plugins.Ssh.Masters;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>A client about to be started: its arguments and environment, and the answers to its questions until it is disposed.</summary>
/// <example><code>
/// await using var launch = await SshLaunch.PrepareAsync(options, ["-o", "ControlMaster=no", "-o", "ControlPath=none"], ["uptime"], cancel);
/// launch.Start.RedirectStandardError = true;
/// using var process = Process.Start(launch.Start)!;
/// launch.Started(process);
/// </code></example>
sealed class SshLaunch : IAsyncDisposable
{
    static readonly Task<string> Never = new TaskCompletionSource<string>().Task;

    readonly SshOptions options;
    readonly Askpass? askpass;

    SshLaunch(SshOptions options, ProcessStartInfo start, Askpass? askpass) => (this.options, Start, this.askpass) = (options, start, askpass);

    /// <summary>What to start. Which of its streams are redirected is the caller's to say.</summary>
    public ProcessStartInfo Start { get; }

    /// <summary>Whom it connects to, for messages.</summary>
    public string Target => SshTarget.Of(options);

    /// <summary>Completes when the client asks something that nothing was given for: nothing can come of it, and it is to be killed.</summary>
    public Task<string> Unanswerable => askpass?.Unanswerable ?? Never;

    /// <summary>Prepares a client.</summary>
    /// <param name="options">Whom to connect to and how.</param>
    /// <param name="arguments">Further arguments, which come before the options' own and so win over them.</param>
    /// <param name="command">What comes after the host.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    /// <exception cref="SshException">There is no client, it is too old for what the options want, or there is no folder for its pipes.</exception>
    public static async Task<SshLaunch> PrepareAsync(SshOptions options, IEnumerable<string> arguments, IEnumerable<string> command, CancellationToken cancel)
    {
        var host = SshNames.Host(options.Host, "host");
        var target = SshTarget.Of(options);
        var program = SshProgram.Find(target, options.SearchPath);
        await RequireAsync(program, options, target).WaitAsync(cancel).ConfigureAwait(false);

        Askpass? askpass = null;
        string? pin = null;
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                var folder = ControlFolder.Open(target);
                if (HasPin(options)) pin = folder.Script(PinScript.Name, PinScript.Text);
                askpass = Askpass.Open(folder);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw new SshException(target, $"No connection to {target}: the pipes for the client's questions cannot be made: {cause.Message.TrimEnd('.')}.", cause);
            }
        }
        try
        {
            string[] all = [.. arguments, .. SshArguments.Of(options, program.Path, pin, askpass is not null), "--", host, .. command];
            var start = new ProcessStartInfo(program.Path, all) { UseShellExecute = false };
            // The words of errors are read here, also those of programs that the client starts.
            start.Environment["LC_ALL"] = "C";
            askpass?.Prepare(start.Environment);
            // The way through other hosts is quoted for this shell, and not for any that somebody may prefer.
            if (options.Jump.Count > 0 && !OperatingSystem.IsWindows()) start.Environment["SHELL"] = "/bin/sh";
            foreach (var one in (IEnumerable<SshOptions>)[options, .. JumpRoute.Hops(options)])
            {
                if (one.HostKey == HostKeyPolicy.Off)
                    options.OnWarning?.Invoke($"{SshTarget.Of(one)}: the host key is not verified (host-key: off). Whoever answers is taken for the host, and gets what is sent to it.");
            }
            return new(options, start, askpass);
        }
        catch
        {
            if (askpass is not null) await askpass.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers the questions of the client, now that it is there.</summary>
    public void Started(Process client) => askpass?.Serve(client.Id, options, Target);

    /// <summary>What happened to a client that did not come to its work.</summary>
    /// <param name="words">What it wrote to its log or its standard error, best with <c>-v</c>.</param>
    public NetworkException Failure(string words) => 
        ConnectFailure.Of(options, words, Unanswerable.IsCompletedSuccessfully ? Unanswerable.Result : null, askpass?.Declined ?? []);

    /// <summary>Answers no more: the client has logged in, or has ended.</summary>
    public ValueTask DisposeAsync() => askpass?.DisposeAsync() ?? default;

    static bool HasPin(SshOptions options) => options.HostKey.Fingerprint is not null || JumpRoute.Hops(options).Any(hop => hop.HostKey.Fingerprint is not null);

    static async Task RequireAsync(SshProgram program, SshOptions options, string target)
    {
        var hasSecrets = options.Password is not null || options.Passphrase is not null || options.Answers.Count > 0;
        var hasPin = HasPin(options);
        if (!hasSecrets && !hasPin) return;
        if (OperatingSystem.IsWindows())
        {
            throw new SshException(target, $"No connection to {target}: on Windows the OpenSSH client {(hasSecrets ? "takes passwords and passphrases from nobody but a person at the terminal" : "cannot be given the fingerprint of a host key")}.")
            {
                Help = hasSecrets ? "Use a key without a passphrase, or add it to the agent once: ssh-add." : "Put the host's key into a file of known hosts, as ssh-keyscan writes it, and name that in `known-hosts`.",
            };
        }
        var version = await program.VersionAsync().ConfigureAwait(false);
        if (hasSecrets && !version.AsksPrograms)
            throw TooOld("answers from Runner to its questions", "8.4", "Use a key without a passphrase, or add it to the agent once: ssh-add.");
        if (hasPin && !version.HasKnownHostsCommand)
            throw TooOld("fingerprints of host keys", "8.5", "Put the host's key into a file of known hosts, as ssh-keyscan writes it, and name that in `known-hosts`.");

        SshException TooOld(string what, string since, string help) =>
            new(target, $"No connection to {target}: {program.Path} is {Words.Quote(version.Text)}, and clients before OpenSSH {since} do not take {what}.") { Help = help };
    }
}
