using Runner.Plugins.Ssh.Sftp;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

public sealed partial class SshClient
{
    /// <summary>Begins to work with files on the host. The client is the caller's to dispose; it takes one of the server's sessions until then.</summary>
    /// <exception cref="ConnectionFailedException">The connection is lost, or the server does not offer SFTP.</exception>
    /// <exception cref="ProtocolException">What answers is not SFTP.</exception>
    public async Task<SftpClient> OpenSftpAsync(CancellationToken cancel = default)
    {
        var channel = await Transport.OpenAsync(new SessionRequest.Subsystem("sftp"), cancel).ConfigureAwait(false);
        try
        {
            var sftp = await SftpClient.OpenAsync(channel.Input, channel.Output, Target, cancel, channel).ConfigureAwait(false);
            sftp.RemoteHash = new CommandHash(this, sftp).AskAsync;
            if (Transport.HasWideChannels) sftp.Wide = new(this, sftp);
            return sftp;
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="SftpClient.UploadAsync(string, string, TransferOptions?, CancellationToken)"/>
    public async Task<TransferResult> UploadAsync(string source, string target, TransferOptions? options = null, CancellationToken cancel = default)
    {
        var sftp = await OpenSftpAsync(cancel).ConfigureAwait(false);
        await using (sftp.ConfigureAwait(false)) return await sftp.UploadAsync(source, target, options, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc cref="SftpClient.DownloadAsync(string, string, TransferOptions?, CancellationToken)"/>
    public async Task<TransferResult> DownloadAsync(string source, string target, TransferOptions? options = null, CancellationToken cancel = default)
    {
        var sftp = await OpenSftpAsync(cancel).ConfigureAwait(false);
        await using (sftp.ConfigureAwait(false)) return await sftp.DownloadAsync(source, target, options, cancel).ConfigureAwait(false);
    }
}
