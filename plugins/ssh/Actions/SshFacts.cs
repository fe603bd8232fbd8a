using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Asks a host what it is and how it is: system, uptime, load, memory, disks. All in one go, by a POSIX shell there; what the host does not
/// tell is null.
/// </summary>
[Action("ssh.facts", Idempotent = true)]
public sealed record SshFacts : SshInputs, IAction<SshFactsResult>
{
    /// <inheritdoc/>
    public async ValueTask<SshFactsResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var client = await ClientAsync(context, cancel).ConfigureAwait(false);
        return await client.FactsAsync(cancel).ConfigureAwait(false);
    }
}
