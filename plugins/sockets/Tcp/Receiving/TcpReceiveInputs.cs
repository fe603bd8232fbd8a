using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// What to wait for: one of a delimiter, a line, a length, a pattern, the peer's closing. With none of them it is what comes, until
/// the peer is silent for <c>idle</c>.
/// </summary>
public abstract record TcpReceiveInputs
{
    /// <summary>Text that ends it, such as <c>"\r\n"</c>. It is part of what is received.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Bytes that end it, in hexadecimal, such as <c>0d 0a</c>. They are part of what is received.</summary>
    public string? DelimiterHex { get; init; }

    /// <summary>A line, ended by LF or CR LF. The line's end is not part of what is received.</summary>
    public bool Line { get; init; }

    /// <summary>So many bytes.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int? Length { get; init; }

    /// <summary>
    /// A regular expression. It is looked for in all that has come whenever more comes, and what is received ends with its first match. Let it
    /// end with something that only the end has: <c>\d+</c> is found as soon as the first digit is there, <c>\d+\r\n</c> with the whole number.
    /// </summary>
    public string? Matches { get; init; }

    /// <summary>All that comes until the peer closes.</summary>
    public bool Close { get; init; }

    /// <summary>How long the peer must be silent, after it said something, to have finished. 200ms unless given. Not with the others.</summary>
    public TimeSpan? Idle { get; init; }

    /// <summary>How long it may take; waiting for another step that receives over the connection counts. What came until then is kept for the next receive.</summary>
    public TimeSpan Wait { get; init; } = TcpClient.DefaultWait;

    /// <summary>How many bytes it may be, up to 1 GiB. More is a protocol error.</summary>
    [Range(1, 1024 * 1024 * 1024)]
    public int MaxSize { get; init; } = TcpClient.DefaultMaxSize;

    /// <summary>The inputs checked.</summary>
    /// <param name="path">Where they stand, such as <c>turns[2].receive.</c>; empty for those of the action itself.</param>
    internal ReceiveUntil Until(string path = "")
    {
        string?[] given =
        [
            Delimiter is null ? null : "delimiter", DelimiterHex is null ? null : "delimiter-hex", Line ? "line" : null, Length is null ? null : "length",
            Matches is null ? null : "matches", Close ? "close" : null, Idle is null ? null : "idle",
        ];
        var names = Array.FindAll(given, name => name is not null);
        if (names.Length > 1) throw Wrong(names[1]!, $"`{path}{names[0]}` and `{path}{names[1]}` are both given: what is waited for is one of them.");
        TimeLimit.Checked(Wait, path + "wait");
        InputRules.Between(MaxSize, 1, 1024 * 1024 * 1024, path + "max-size");
        if (Length is { } length && (length < 1 || length > MaxSize))
            throw Wrong("length", $"`{path}length` is {length}: give a number of bytes from 1 to `max-size`, {MaxSize}.");
        if (Delimiter is "") throw Wrong("delimiter", $"`{path}delimiter` is empty: give text that ends what is waited for, such as \"\\r\\n\".");
        if (Line) return ReceiveUntil.Line;
        if (Close) return ReceiveUntil.Closed;
        if (Length is not null) return ReceiveUntil.Bytes(Length.Value);
        if (Delimiter is not null) return ReceiveUntil.Delimiter(Delimiter);
        if (DelimiterHex is not null) return ReceiveUntil.Delimiter(BytesOf(DelimiterHex, path));
        return Matches is null
            ? ReceiveUntil.Idle(Idle is null ? TimeSpan.FromMilliseconds(200) : TimeLimit.Checked(Idle.Value, path + "idle"))
            : ReceiveUntil.Matches(Matches, path + "matches");

        ActionInputException Wrong(string input, string message) => new(path + input, message);
    }

    static byte[] BytesOf(string hex, string path)
    {
        var bytes = PayloadInputs.FromHex(hex, path + "delimiter-hex");
        return bytes.Length > 0 ? bytes : throw new ActionInputException(path + "delimiter-hex", $"`{path}delimiter-hex` is empty: give bytes, such as 0d 0a.");
    }

    /// <summary>Receives.</summary>
    internal ValueTask<TcpReceived> ReceiveAsync(TcpClient client, string path, CancellationToken cancel) =>
        client.ReceiveAsync(Until(path), Wait, MaxSize, cancel);
}

/// <inheritdoc/>
public sealed record TcpReception : TcpReceiveInputs;
