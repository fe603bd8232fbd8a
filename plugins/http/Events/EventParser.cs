using System.Buffers;
using System.Globalization;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Reads a stream of events exactly as the HTML Standard says (section 9.2.6). The parser of .NET carries the name of an
/// event that has no data over to the next, and takes lines without end.
/// </summary>
/// <param name="lastEventId">The id that an earlier connection came to.</param>
/// <param name="limit">The most bytes that one event may have.</param>
sealed class EventParser(string lastEventId, long limit)
{
    static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    readonly ArrayBufferWriter<byte> line = new();
    readonly StringBuilder data = new();
    string name = "";
    string id = lastEventId;
    long size;
    bool afterReturn;
    bool started;

    /// <summary>The id to tell the server when connecting again.</summary>
    internal string LastEventId { get; private set; } = lastEventId;

    /// <summary>How long the server asked to wait before connecting again; null when it did not.</summary>
    internal TimeSpan? Retry { get; private set; }

    /// <summary>Takes the next bytes; tells the events that they complete.</summary>
    /// <exception cref="InvalidDataException">An event is larger than the limit.</exception>
    internal void Feed(ReadOnlySpan<byte> bytes, Action<string, string, string> dispatch)
    {
        while (!bytes.IsEmpty)
        {
            if (afterReturn && bytes[0] == '\n') bytes = bytes[1..]; // CR and LF are one line end, also when they come apart
            afterReturn = false;
            var end = bytes.IndexOfAny(LineEnds);
            var part = end < 0 ? bytes : bytes[..end];
            size += part.Length;
            if (size > limit) throw new InvalidDataException();
            if (end < 0)
            {
                line.Write(part);
                return;
            }
            if (line.WrittenCount == 0) Line(part, dispatch);
            else
            {
                line.Write(part);
                Line(line.WrittenSpan, dispatch);
                line.ResetWrittenCount();
            }
            afterReturn = bytes[end] == '\r';
            bytes = bytes[(end + 1)..];
        }
    }

    void Line(ReadOnlySpan<byte> bytes, Action<string, string, string> dispatch)
    {
        if (!started && bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) bytes = bytes[3..];
        started = true;
        if (bytes.IsEmpty)
        {
            Dispatch(dispatch);
            return;
        }
        var colon = bytes.IndexOf((byte)':');
        if (colon == 0)
        {
            if (data.Length == 0) size = 0; // a comment keeps the connection alive, for months if need be
            return;
        }
        var field = colon < 0 ? bytes : bytes[..colon];
        var value = colon < 0 ? default : bytes[(colon + 1)..];
        if (value.StartsWith((byte)' ')) value = value[1..];

        if (field.SequenceEqual("data"u8)) data.Append(Encoding.UTF8.GetString(value)).Append('\n');
        else if (field.SequenceEqual("event"u8)) name = Encoding.UTF8.GetString(value);
        else if (field.SequenceEqual("id"u8))
        {
            if (!value.Contains((byte)0)) id = Encoding.UTF8.GetString(value);
        }
        else if (field.SequenceEqual("retry"u8) && !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            Retry = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < int.MaxValue
                ? TimeSpan.FromMilliseconds(milliseconds)
                : TimeLimit.Longest;
        }
    }

    void Dispatch(Action<string, string, string> dispatch)
    {
        LastEventId = id;
        size = 0;
        if (data.Length > 0)
        {
            data.Length--; // the last line feed
            dispatch(id, name.Length == 0 ? "message" : name, data.ToString());
            data.Clear();
        }
        name = "";
    }
}
