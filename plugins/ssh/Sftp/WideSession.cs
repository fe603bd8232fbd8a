using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp;

/// <summary>
/// A second session beside one, for large files: opened with the first of them, by a way that takes longer to begin and costs less for
/// each byte. Without it, large files go the way of all others.
/// </summary>
/// <param name="ssh">The connection.</param>
/// <param name="first">The session beside which it is.</param>
sealed class WideSession(SshClient ssh, SftpClient first) : IAsyncDisposable
{
    /// <summary>From how many bytes on a file is large: below, what is saved is less than what the beginning costs.</summary>
    const long Large = 16 * 1024 * 1024;

    /// <summary>A server that allows one session only says nothing for as long as the first is open, or refuses.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    Task<SftpClient>? opening;

    /// <summary>The session for a file of that size.</summary>
    /// <param name="size">How large the file is; null when nobody knows.</param>
    /// <param name="cancel">Gives up.</param>
    internal async ValueTask<SftpClient> ForAsync(long? size, CancellationToken cancel)
    {
        if (size is not >= Large) return first;
        Task<SftpClient> session;
        lock (gate) session = opening ??= OpenAsync();
        return await session.WaitAsync(cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Task<SftpClient>? session;
        lock (gate) session = opening ??= Task.FromResult(first);
        if (await session.ConfigureAwait(false) is var wide && wide != first) await wide.DisposeAsync().ConfigureAwait(false);
    }

    async Task<SftpClient> OpenAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        ISshChannel? channel = null;
        try
        {
            channel = await ssh.Transport.OpenAsync(new SessionRequest.Subsystem("sftp") { IsWide = true }, limit.Token).ConfigureAwait(false);
            var session = await SftpClient.OpenAsync(channel.Input, channel.Output, first.Target, limit.Token, channel).ConfigureAwait(false);
            session.RemoteHash = first.RemoteHash;
            return session;
        }
        catch (Exception cause) when (cause is NetworkException or OperationCanceledException)
        {
            // The server allows no second session, say. What is wrong with the connection itself the first one tells.
            if (channel is not null) await channel.DisposeAsync().ConfigureAwait(false);
            return first;
        }
    }
}
