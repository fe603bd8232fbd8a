using System.Text;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>The log that a client writes into a folder of its own (<c>-E</c>), gone with it. Its exit code alone tells no failure from a command's 255.</summary>
sealed class ClientLog : IDisposable
{
    /// <summary>What is read of it; at its level a client says a few KiB, and a line now and then while data flows.</summary>
    const int MostWords = 1024 * 1024;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-ssh-");
    string? words;

    public string Path => System.IO.Path.Combine(folder.FullName, "log");

    /// <summary>What has been written so far; after <see cref="Dispose"/>, what had been until then.</summary>
    public string Read()
    {
        if (words is not null) return words;
        try
        {
            using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // The end tells most.
            if (file.Length > MostWords) file.Seek(-MostWords, SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    /// <summary>Waits until the log says something; false when its client ended before it did.</summary>
    public async Task<bool> SaysAsync(Func<string, bool> what, Task exit, CancellationToken cancel)
    {
        for (var pause = FirstPause; ; pause = pause + pause < LongestPause ? pause + pause : LongestPause)
        {
            var ended = exit.IsCompleted;
            if (what(Read())) return true;
            if (ended) return false;
            await Task.WhenAny(exit, Task.Delay(pause, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        words = Read();
        folder.Delete(recursive: true);
    }
}
