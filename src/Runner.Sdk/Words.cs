using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runner.Sdk;

/// <summary>How messages for people say things, so that every plugin says them alike.</summary>
public static class Words
{
    /// <summary>How many characters of a text are quoted.</summary>
    const int LongestQuote = 60;

    /// <summary>Why a name did not resolve.</summary>
    public static string Resolution(SocketError error) => error switch
    {
        SocketError.HostNotFound => "no such name",
        SocketError.NoData => "the name exists but has no address",
        SocketError.TryAgain => "the resolver did not answer",
        _ => $"the resolver failed ({error})",
    };

    /// <summary>Why a connection was not made, after the name of whom it was to: <c>refused the connection</c>.</summary>
    public static string Connecting(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "refused the connection",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown => "is unreachable",
        SocketError.TimedOut => "did not answer",
        SocketError.ConnectionReset => "reset the connection",
        SocketError.AccessDenied => "may not be connected to (a local firewall forbids it)",
        SocketError.AddressFamilyNotSupported => "is of a family that this machine does not have",
        _ => $"cannot be connected to ({error})",
    };

    /// <summary>A server: <c>example.com:443</c>, <c>[::1]:443</c>.</summary>
    public static string Server(string host, int port) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";

    /// <inheritdoc cref="Server(string, int)"/>
    public static string Server(EndPoint? endPoint) => endPoint is IPEndPoint ip ? Server(ip.Address.ToString(), ip.Port) : endPoint?.ToString() ?? "";

    /// <summary>A number of things: <c>1 byte</c>, <c>3 bytes</c>.</summary>
    public static string Count(long count, string one) => count == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{count} {one}s");

    /// <summary>A length of time: <c>250 ms</c>, <c>1.5 s</c>.</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    /// <summary>A number of bytes: <c>10 MiB</c>, <c>1,234 bytes</c>.</summary>
    public static string Bytes(long count) => count switch
    {
        >= 1024 * 1024 when count % (1024 * 1024) == 0 => string.Create(CultureInfo.InvariantCulture, $"{count / (1024 * 1024)} MiB"),
        >= 1024 when count % 1024 == 0 => string.Create(CultureInfo.InvariantCulture, $"{count / 1024} KiB"),
        1 => "1 byte",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} bytes"),
    };

    /// <summary>A date to the minute, in UTC.</summary>
    public static string Date(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>
    /// What a peer sent, in quotes on one line, cut after a few characters. Bytes are read as UTF-8, and those that are not as Latin-1.
    /// </summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        // One more than is shown, so that the cut is told.
        while (!bytes.IsEmpty && text.Length <= LongestQuote)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            // Half a character at the end: whoever handed this over has cut it.
            if (status == OperationStatus.NeedMoreData) return Quote(text.ToString(), isCut: true);
            if (status == OperationStatus.Done)
            {
                text.Append(rune);
                bytes = bytes[length..];
                continue;
            }
            text.Append((char)bytes[0]);
            bytes = bytes[1..];
        }
        return Quote(text.ToString());
    }

    /// <inheritdoc cref="Quote(ReadOnlySpan{byte})"/>
    public static string Quote(string text) => Quote(text, isCut: false);

    static string Quote(string text, bool isCut)
    {
        var shown = Math.Min(text.Length, LongestQuote);
        if (shown < text.Length)
        {
            isCut = true;
            if (char.IsHighSurrogate(text[shown - 1])) shown--;
        }
        var quoted = new StringBuilder("\"");
        foreach (var character in text.AsSpan(0, shown))
        {
            if (character == '\n' || character == '\r') quoted.Append(character == '\n' ? "\\n" : "\\r");
            else if (char.IsControl(character)) quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else quoted.Append(character);
        }
        return quoted.Append(isCut ? "...\"" : "\"").ToString();
    }
}
