using System.Text;
using System.Text.Unicode;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Sftp.Protocol;

/// <summary>
/// Names of files on the other side, which are bytes. They are read as UTF-8; a byte that is none becomes the lone surrogate
/// U+DC00 + byte, which no UTF-8 decodes to, and goes back as that byte. So every name that a server tells can be used in a request.
/// </summary>
static class RemoteName
{
    const char FirstEscape = '\uDC80', LastEscape = '\uDCFF';

    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune);
                bytes = bytes[length..];
                continue;
            }
            text.Append((char)(0xDC00 + bytes[0]));
            bytes = bytes[1..];
        }
        return text.ToString();
    }

    /// <exception cref="ArgumentException">The name has a NUL, or a part of a character that stands for no byte.</exception>
    internal static byte[] Encode(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException($"The path {Words.Quote(name)} has a NUL character: no path can have one.", nameof(name));
        if (!HasLoneSurrogate(name)) return Encoding.UTF8.GetBytes(name);
        var bytes = new List<byte>(name.Length + 8);
        Span<byte> utf8 = stackalloc byte[4];
        for (var at = 0; at < name.Length;)
        {
            if (Rune.TryGetRuneAt(name, at, out var rune))
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                at += rune.Utf16SequenceLength;
                continue;
            }
            if (name[at] is < FirstEscape or > LastEscape)
                throw new ArgumentException($"The path {Quote(name)} has half of a character: no path can have one.", nameof(name));
            bytes.Add((byte)(name[at++] - 0xDC00));
        }
        return [.. bytes];
    }

    /// <summary>Whether the name is UTF-8 on the other side, and so has a place in a local file system.</summary>
    internal static bool IsUtf8(string name) => !HasLoneSurrogate(name);

    /// <summary>A name for messages: on one line, with bytes that are no text as <c>\xNN</c>.</summary>
    internal static string Quote(string name)
    {
        if (!HasLoneSurrogate(name)) return Whole(name);
        var text = new StringBuilder();
        for (var at = 0; at < name.Length; at++)
        {
            if (Rune.TryGetRuneAt(name, at, out var rune))
            {
                text.Append(rune);
                at += rune.Utf16SequenceLength - 1;
            }
            else text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{name[at] & 0xFF:x2}");
        }
        return Whole(text.ToString());
    }

    /// <summary>The end of a path says more than its beginning.</summary>
    static string Whole(string name)
    {
        const int longest = 200;
        var quoted = new StringBuilder("\"");
        var from = name.Length > longest ? name.Length - longest : 0;
        if (from > 0)
        {
            if (char.IsLowSurrogate(name[from])) from++;
            quoted.Append("...");
        }
        foreach (var character in name.AsSpan(from))
        {
            if (character == '\n') quoted.Append("\\n");
            else if (char.IsControl(character)) quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{(int)character:x2}");
            else quoted.Append(character);
        }
        return quoted.Append('"').ToString();
    }

    static bool HasLoneSurrogate(string name)
    {
        for (var at = 0; at < name.Length; at++)
        {
            if (!char.IsSurrogate(name[at])) continue;
            if (!Rune.TryGetRuneAt(name, at, out _)) return true;
            at++;
        }
        return false;
    }
}
