using System.Text;
using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What ends a <see cref="TcpClient.ReceiveAsync"/>: a delimiter, a length, a pattern, the peer's closing, or silence.</summary>
public sealed class ReceiveUntil
{
    readonly byte[]? delimiter;
    readonly int length;
    readonly TextPattern? pattern;

    ReceiveUntil(string wanted, byte[]? delimiter = null, int length = 0, TextPattern? pattern = null) =>
        (Wanted, this.delimiter, this.length, this.pattern) = (wanted, delimiter, length, pattern);

    /// <summary>A line, ended by LF or CR LF; the end is not part of what is received.</summary>
    public static ReceiveUntil Line { get; } = new("a whole line", "\n"u8.ToArray()) { WithoutEnd = true };

    /// <summary>All that comes until the peer closes.</summary>
    public static ReceiveUntil Closed { get; } = new("the end of the connection") { UntilClosed = true };

    /// <summary>What is waited for, for people.</summary>
    internal string Wanted { get; }

    /// <summary>The silence that ends it; null where silence does not.</summary>
    internal TimeSpan? Silence { get; private init; }

    internal bool UntilClosed { get; private init; }

    /// <summary>Whether a line's end is cut off.</summary>
    internal bool WithoutEnd { get; private init; }

    /// <summary>How many bytes are wanted; 0 when that is not known.</summary>
    internal int Length => length;

    /// <summary>These bytes, which are the end of what is received.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ReceiveUntil Delimiter(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? throw new ArgumentException("A delimiter has at least one byte.", nameof(bytes)) : new($"the delimiter {Words.Quote(bytes)}", bytes.ToArray());

    /// <summary>This text, in UTF-8, which is the end of what is received.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public static ReceiveUntil Delimiter(string text) => Delimiter(Encoding.UTF8.GetBytes(text));

    /// <summary>So many bytes.</summary>
    public static ReceiveUntil Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(Words.Bytes(count), length: count);
    }

    /// <summary>
    /// Text that a pattern is found in, up to the end of its first match. It is tried on all that has come whenever more comes: let it
    /// end with something that only the end has, such as <c>\r\n</c>. What is not UTF-8 is read as Latin-1.
    /// </summary>
    /// <exception cref="ActionInputException">It is no regular expression.</exception>
    public static ReceiveUntil Matches(string pattern) => Matches(pattern, "matches");

    /// <inheritdoc cref="Matches(string)"/>
    internal static ReceiveUntil Matches(string pattern, string input) => new($"a match of {Words.Quote(pattern)}", pattern: TextPattern.Parse(pattern, input));

    /// <summary>What comes, until the peer is silent for this long after its first bytes, or closes.</summary>
    public static ReceiveUntil Idle(TimeSpan silence) => new("anything") { Silence = silence };

    /// <summary>How many of the unread bytes end it; -1 when more must come.</summary>
    /// <param name="unread">All that has come.</param>
    /// <param name="searched">How far a search came before; it goes on from there.</param>
    /// <param name="match">What the pattern found.</param>
    internal int Find(ReadOnlySpan<byte> unread, ref int searched, out Match? match)
    {
        match = null;
        if (length > 0) return unread.Length >= length ? length : -1;
        if (pattern is not null) return FindPattern(unread, out match);
        if (delimiter is null) return -1;
        var index = unread[searched..].IndexOf(delimiter);
        if (index >= 0) return searched + index + delimiter.Length;
        searched = Math.Max(0, unread.Length - delimiter.Length + 1);
        return -1;
    }

    int FindPattern(ReadOnlySpan<byte> unread, out Match? match)
    {
        match = null;
        if (unread.IsEmpty) return -1; // a pattern that fits nothing at all still waits for something
        var whole = WholeCharacters(unread);
        var encoding = System.Text.Unicode.Utf8.IsValid(whole) ? Encoding.UTF8 : Encoding.Latin1;
        if (encoding == Encoding.Latin1) whole = unread;
        var text = encoding.GetString(whole);
        var found = pattern!.Find(text);
        if (!found.Success) return -1;
        match = found;
        return encoding.GetByteCount(text.AsSpan(0, found.Index + found.Length));
    }

    /// <summary>Without the begun character at the end, if the end is one.</summary>
    static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> utf8)
    {
        for (var back = 1; back <= Math.Min(3, utf8.Length); back++)
        {
            var lead = utf8[^back];
            if ((lead & 0xC0) == 0x80) continue;
            var size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return size > back ? utf8[..^back] : utf8;
        }
        return utf8;
    }
}
