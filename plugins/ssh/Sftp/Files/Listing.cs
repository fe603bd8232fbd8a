using System.Runtime.CompilerServices;
using Runner.Plugins.Ssh.Sftp.Protocol;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>Reads a remote folder, with the next parts of the listing asked for ahead.</summary>
static class Listing
{
    /// <summary>Parts that are asked for at once: each is a hundred entries, and a way to the server and back.</summary>
    const int Ahead = 4;

    /// <summary>More than any folder has: a listing that goes on has no end.</summary>
    internal const int MostEntries = 2_000_000;

    internal static async IAsyncEnumerable<SftpEntry> ReadAsync(SftpClient client, string folder, [EnumeratorCancellation] CancellationToken cancel)
    {
        var operations = client.Operations;
        var handle = await operations.OpenDirectoryAsync(folder, cancel).ConfigureAwait(false);
        try
        {
            var asked = new Queue<Exchange>();
            var seen = 0;
            for (var depth = 1; ; depth = Ahead)
            {
                while (asked.Count < depth) asked.Enqueue(operations.ReadDirectory(handle));
                var entries = await operations.ReadDirectoryAsync(asked.Dequeue(), folder, cancel).ConfigureAwait(false);
                if (entries is null) break;
                foreach (var entry in entries)
                {
                    if (entry.Name is "." or "..") continue;
                    LocalTarget.RequireName(entry.Name, folder, client.Target);
                    if (++seen > MostEntries) throw client.Operations.Session.Distrust($"the listing of {RemoteName.Quote(folder)} does not end ({MostEntries} entries)");
                    yield return entry;
                }
            }
        }
        finally
        {
            client.CloseQuietly(handle);
        }
    }
}
