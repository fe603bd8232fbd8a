using Runner.Plugins.Ssh;
using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Tests.Ssh.Channels;

namespace Runner.Plugins.Tests.Ssh.Masters;

/// <summary>Logs in as Runner does.</summary>
static class LoginRun
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What a command writes on a connection of its own.</summary>
    public static async Task<string> OutputAsync(SshOptions options, string command = "echo in")
    {
        await using var transport = await OpenSshConnection.ConnectAsync(options, Cancel);
        return await OutputAsync(transport, command);
    }

    public static async Task<string> OutputAsync(ISshTransport transport, string command) =>
        (await ChannelRun.OfAsync(await transport.OpenAsync(new SessionRequest.Command(command), Cancel))).Output;

    /// <summary>How a login fails.</summary>
    public static async Task<T> FailureAsync<T>(SshOptions options) where T : Exception =>
        await Should.ThrowAsync<T>(async () =>
        {
            await using var transport = await OpenSshConnection.ConnectAsync(options, Cancel);
        });

    /// <summary>What is left in the control folder of this process: sockets and pipes.</summary>
    public static IReadOnlyList<string> LeftBy(string target) =>
        [.. Directory.EnumerateFileSystemEntries(ControlFolder.Open(target).Path).Where(path => Path.GetFileName(path).Contains($"{Environment.ProcessId}-", StringComparison.Ordinal))];
}
