namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>Counts the bytes of a transfer, of one file or of many at once, for whoever wants to know.</summary>
sealed class TransferMeter(IProgress<TransferProgress>? progress, long? total = null)
{
    long bytes;

    internal long Bytes => Interlocked.Read(ref bytes);

    internal void Add(int count, string file)
    {
        var now = Interlocked.Add(ref bytes, count);
        progress?.Report(new(now, total, file));
    }
}
