using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.Spawning;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>Connections by the OpenSSH client of this machine.</summary>
static class OpenSshConnection
{
    /// <summary>Connects and logs in.</summary>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    /// <exception cref="NetworkException">What happened instead.</exception>
    public static async Task<ISshTransport> ConnectAsync(SshOptions options, CancellationToken cancel)
    {
        if (!options.Network.IsOpen) await ReachedHosts.CheckAsync(options, cancel).ConfigureAwait(false);
        // The client of Windows cannot share its connection: there, each command has one of its own.
        if (OperatingSystem.IsWindows()) return await SpawnedTransport.ConnectAsync(options, cancel).ConfigureAwait(false);
        return await MasterTransport.ConnectAsync(options, cancel).ConfigureAwait(false);
    }
}
