namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>A request to read whose data is taken by the thread that reads it from the server, piece by piece, as long as it is in its buffer.</summary>
interface IReadHere
{
    /// <summary>Where in the file it begins.</summary>
    long At { get; }

    /// <summary>How many bytes are asked for.</summary>
    int Count { get; }

    /// <summary>What waits for the answer. Asked for once.</summary>
    Exchange Expect();

    /// <summary>Takes the next bytes. It must not throw: others wait for that thread too.</summary>
    void Take(ReadOnlySpan<byte> piece);

    /// <summary>The answer is there, whatever it is. It must not throw either.</summary>
    void Finish();
}
