using System.Text;
using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Transfers;

/// <summary>The HTML Standard's section 9.2.6, with its own examples.</summary>
public sealed class EventParserTests
{
    static List<string> Parse(EventParser parser, byte[] bytes, int piece)
    {
        var events = new List<string>();
        for (var at = 0; at < bytes.Length; at += piece)
            parser.Feed(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)), (id, name, data) => events.Add($"{name}|{data}|{id}"));
        return events;
    }

    [Theory]
    [InlineData("data: YHOO\ndata: +2\ndata: 10\n\n", "message|YHOO\n+2\n10|")]
    [InlineData(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n", "message|first event|1", "message|second event|", "message| third event|")]
    [InlineData("data\n\ndata\ndata\n\ndata:", "message||", "message|\n|")]
    [InlineData("data:test\n\ndata: test\n\n", "message|test|", "message|test|")]
    [InlineData("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n", "add|73857293|", "remove|2153|")]
    [InlineData("event: only\n\ndata: y\n\n", "message|y|")]
    [InlineData("data: a\r\ndata: b\r\r\ndata: c\r\n\r\n", "message|a\nb|", "message|c|")]
    [InlineData("\uFEFFdata: a\n\n\uFEFFdata: b\n\n", "message|a|")]
    [InlineData("id: 7\0\ndata: a\n\nid: 8\ndata: b\n\ndata: c\n\n", "message|a|", "message|b|8", "message|c|8")]
    [InlineData("id: 5\n\ndata: a\n\n", "message|a|5")]
    [InlineData("dataa: x\ndata x\n data: x\ndata: é:€\n\n", "message|é:€|")]
    [InlineData("data: unfinished\n")]
    [InlineData("data: unfinished")]
    public void Stream_is_read_as_the_standard_says_however_it_is_cut(string stream, params string[] events)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var piece = 1; piece <= bytes.Length; piece++) Parse(new EventParser("", 1000), bytes, piece).ShouldBe(events, ignoreOrder: false, customMessage: $"in pieces of {piece}");
    }

    [Fact]
    public void Retry_is_taken_when_it_is_digits()
    {
        var parser = new EventParser("start", 1000);
        Parse(parser, "retry: soon\nretry: -1\nretry:\n"u8.ToArray(), 100).ShouldBeEmpty();
        parser.Retry.ShouldBeNull();
        parser.LastEventId.ShouldBe("start");

        Parse(parser, "retry: 250\n"u8.ToArray(), 100);
        parser.Retry.ShouldBe(TimeSpan.FromMilliseconds(250));

        Parse(parser, "retry: 99999999999999999999999\n"u8.ToArray(), 100);
        parser.Retry!.Value.ShouldBeGreaterThan(TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("data: ", "x"), InlineData("", "data: x\n"), InlineData("", "x")]
    public void Event_without_an_end_stops_at_the_limit(string start, string more)
    {
        var parser = new EventParser("", 10_000);
        parser.Feed(Encoding.UTF8.GetBytes(start), (_, _, _) => { });

        Should.Throw<InvalidDataException>(() =>
        {
            for (var i = 0; i < 20_000; i++) parser.Feed(Encoding.UTF8.GetBytes(more), (_, _, _) => { });
        });
    }

    [Fact]
    public void Comments_may_come_for_ever()
    {
        var parser = new EventParser("", 1000);
        for (var i = 0; i < 10_000; i++) parser.Feed(": still here\n"u8, (_, _, _) => { });

        Parse(parser, "data: a\n\n"u8.ToArray(), 100).ShouldBe(["message|a|"]);
    }
}
