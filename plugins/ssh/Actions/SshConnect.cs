using System.Diagnostics;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Connects to a host and logs in; later steps of the job use it as <c>connection</c>, and the job closes it. Steps that give a
/// <c>host</c> need none: they connect themselves, once for a job.
/// </summary>
[Action("ssh.connect", Idempotent = true, Opens = typeof(SshClient))]
public sealed record SshConnect : SshLoginInputs, IAction<SshConnected>
{
    /// <inheritdoc cref="SshLoginInputs.Host"/>
    public new required string Host
    {
        get => base.Host!;
        init => base.Host = value;
    }

    /// <inheritdoc/>
    public async ValueTask<SshConnected> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var client = await SshClient.OpenAsync(Login(context), context, cancel).ConfigureAwait(false);
        context.Open(client);
        return new(client.Target, client.User, client.ServerVersion, Stopwatch.GetElapsedTime(started));
    }
}

/// <summary>A connection that was made.</summary>
/// <param name="Target">Whom it is connected to: <c>deploy@web1:22</c>.</param>
/// <param name="User">The user that was logged in as; null when nobody knows.</param>
/// <param name="ServerVersion">What the server says it is, such as <c>OpenSSH_9.2p1</c>; null when nobody knows.</param>
/// <param name="Duration">How long connecting and logging in took.</param>
public sealed record SshConnected(string Target, string? User, string? ServerVersion, TimeSpan Duration);
