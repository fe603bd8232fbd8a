using System.Text;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>Tells a stream's lines as they come.</summary>
/// <param name="isError">Which stream it is.</param>
/// <param name="tell">Told each line, one at a time also where two streams share it.</param>
sealed class LineFeed(bool isError, Action<SshOutputLine> tell)
{
    /// <summary>A line that is longer is told in pieces.</summary>
    const int LongestLine = 16 * 1024;

    readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    readonly StringBuilder line = new();

    public void Take(ReadOnlySpan<byte> bytes) => Take(bytes, flush: false);

    /// <summary>Nothing follows: what is left is a line.</summary>
    public void End()
    {
        Take([], flush: true);
        if (line.Length > 0) Tell();
    }

    void Take(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> chars = stackalloc char[1024];
        bool completed;
        do
        {
            decoder.Convert(bytes, chars, flush, out var read, out var written, out completed);
            bytes = bytes[read..];
            Split(chars[..written]);
        }
        while (!completed);
    }

    void Split(ReadOnlySpan<char> chars)
    {
        while (!chars.IsEmpty)
        {
            var end = chars.IndexOf('\n');
            var part = end < 0 ? chars : chars[..end];
            if (line.Length + part.Length > LongestLine && line.Length > 0) Tell();
            line.Append(part);
            if (end < 0) return;
            Tell();
            chars = chars[(end + 1)..];
        }
    }

    void Tell()
    {
        if (line is [.., '\r']) line.Length--;
        var text = line.ToString();
        line.Clear();
        lock (tell) tell(new(isError, text));
    }
}
