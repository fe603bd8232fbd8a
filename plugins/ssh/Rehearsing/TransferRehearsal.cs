using Runner.Plugins.Ssh.Masters;
using Runner.Plugins.Ssh.Pooling;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Rehearsing;

/// <summary>
/// Transfers two small files within this process, while the client logs in and nothing else is to do: from then on, the code that every
/// transfer runs through is loaded and compiled. The first one would wait 60 ms for it otherwise.
/// </summary>
static class TransferRehearsal
{
    /// <summary>Rehearses.</summary>
    /// <param name="isUpload">In which direction.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task RunAsync(bool isUpload, CancellationToken cancel)
    {
        string? folder = null;
        try
        {
            // Asked for when a process ends, and slow for the first time.
            _ = TimeZoneInfo.Local;
            folder = ControlFolder.Open("nobody").NewPath('r');
            PrivateFile.MakeFolder(folder);
            await TransferAsync(folder, isUpload, cancel).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is: where it matters, the transfer itself says it.
        catch
#pragma warning restore CA1031
        {
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    static async Task TransferAsync(string folder, bool isUpload, CancellationToken cancel)
    {
        var socket = Path.Join(folder, "m");
        var files = Path.Join(folder, "f");
        using var master = new RehearsedMaster(isEmpty: isUpload);
        master.Listen(socket);
        var connections = new SshConnections((_, token) => RehearsedTransport.ConnectAsync(socket, token), mostIdle: 1);
        await using (connections.ConfigureAwait(false))
        {
            var lease = await connections.AcquireAsync(new() { Host = "nobody" }, cancel).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                var sftp = await new SshClient(lease, null, lease.Notes).OpenSftpAsync(cancel).ConfigureAwait(false);
                await using (sftp.ConfigureAwait(false))
                {
                    if (!isUpload)
                    {
                        await sftp.DownloadFolderAsync("/f", files, cancel: cancel).ConfigureAwait(false);
                        return;
                    }
                    Directory.CreateDirectory(files);
                    foreach (var name in (string[])["1", "2"]) await File.WriteAllBytesAsync(Path.Join(files, name), "abc"u8.ToArray(), cancel).ConfigureAwait(false);
                    await sftp.UploadFolderAsync(files, "/f", cancel: cancel).ConfigureAwait(false);
                }
            }
        }
    }
}
