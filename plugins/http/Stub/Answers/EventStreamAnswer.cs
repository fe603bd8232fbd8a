using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>Server-sent events, written out (HTML Standard, section 9.2.6).</summary>
sealed class EventStreamAnswer
{
    readonly List<string?> ids = [];

    internal EventStreamAnswer(IReadOnlyList<StubEvent> events, TimeSpan interval, Func<string, string, Exception> wrong)
    {
        Interval = interval;
        var blocks = new List<ReadOnlyMemory<byte>>(events.Count);
        foreach (var each in events)
        {
            if (each.Event?.AsSpan().IndexOfAny('\r', '\n') >= 0 || each.Id?.AsSpan().IndexOfAny("\r\n\0") >= 0)
                throw wrong("has an event whose type or id has a line break", "write each on one line");
            if (each.Retry < TimeSpan.Zero) throw wrong("has an event with a negative retry", "give a duration such as 3s");
            ids.Add(each.Id);
            blocks.Add(Encoding.UTF8.GetBytes(Block(each)));
        }
        Blocks = blocks;
    }

    internal IReadOnlyList<ReadOnlyMemory<byte>> Blocks { get; }

    internal TimeSpan Interval { get; }

    /// <summary>The first event for a client that has had the one with this id; the first of all when there is none such.</summary>
    internal int FirstFor(string? lastId) => lastId is null ? 0 : ids.LastIndexOf(lastId) + 1;

    static string Block(StubEvent each)
    {
        var block = new StringBuilder();
        if (each.Id is { } id) block.Append("id: ").Append(id).Append('\n');
        if (each.Event is { } type) block.Append("event: ").Append(type).Append('\n');
        if (each.Retry is { } retry) block.Append(CultureInfo.InvariantCulture, $"retry: {retry.TotalMilliseconds:0}\n");
        if (each.Data is { } data)
        {
            var text = data.ValueKind == JsonValueKind.String ? data.GetString()! : data.GetRawText();
            foreach (var line in text.ReplaceLineEndings("\n").Split('\n')) block.Append("data: ").Append(line).Append('\n');
        }
        return block.Append('\n').ToString();
    }
}
