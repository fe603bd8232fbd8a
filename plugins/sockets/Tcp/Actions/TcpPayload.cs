using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What to send: one of text, hex and base64.</summary>
public abstract record TcpPayloadInputs : PayloadInputs
{
    /// <summary>Whether CR LF is added at the end, as most protocols of text want.</summary>
    public bool Line { get; init; }

    /// <summary>What follows: <c>half-close</c> says that nothing more will be sent.</summary>
    public TcpAfterSend Then { get; init; }

    /// <summary>How long the peer may take to let it all in. Waiting for another step that sends over the connection counts.</summary>
    public TimeSpan Wait { get; init; } = TcpClient.DefaultWait;

    /// <summary>The bytes, checked.</summary>
    /// <param name="path">Where the inputs stand, such as <c>turns[2].send.</c>; empty for those of the action itself.</param>
    internal byte[] Checked(string path = "")
    {
        TimeLimit.Checked(Wait, path + "wait");
        var nothing = Text is null && Hex is null && Base64 is null;
        if (nothing && !Line && Then == TcpAfterSend.Nothing)
            throw new ActionInputException(path + "text", $"There is nothing to send: give `{path}text`, `{path}hex` or `{path}base64`.");
        var bytes = ToBytes(path, required: false);
        return Line ? [.. bytes, (byte)'\r', (byte)'\n'] : bytes;
    }

    /// <summary>Sends.</summary>
    internal async ValueTask<int> SendAsync(TcpClient client, string path, CancellationToken cancel)
    {
        var bytes = Checked(path);
        if (bytes.Length > 0) await client.SendAsync(bytes, Wait, cancel).ConfigureAwait(false);
        if (Then == TcpAfterSend.HalfClose) await client.HalfCloseAsync(cancel).ConfigureAwait(false);
        return bytes.Length;
    }
}

/// <summary>What follows a send.</summary>
public enum TcpAfterSend
{
    /// <summary>Nothing: more can be sent.</summary>
    Nothing,

    /// <summary>The sending half of the connection is closed. The peer sees the end, and can still answer.</summary>
    HalfClose,
}

/// <inheritdoc/>
public sealed record TcpPayload : TcpPayloadInputs;
