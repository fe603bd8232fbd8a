using System.Text;
using System.Text.Json;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Scripting.Isolation;

/// <summary>
/// What the two processes say to each other beside events: a JSON object a line, whose <c>say</c> is one of these words. Both are of one
/// Runner, so that there are no versions of it.
/// </summary>
static class Words
{
    public const string Run = "run";
    public const string Cancel = "cancel";
    public const string Ask = "ask";
    public const string Answer = "answer";
    public const string Mask = "mask";
    public const string Result = "result";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    /// <summary>How lines of these begin, and those of events do not.</summary>
    const string Start = "{\"say\":";

    /// <summary>The longest line: an event with a large answer in it.</summary>
    public const int Longest = 512 * 1024 * 1024;

    public static bool Is(string line) => line.StartsWith(Start, StringComparison.Ordinal);

    /// <summary>A line.</summary>
    /// <param name="word">The word.</param>
    /// <param name="with">What goes with it.</param>
    public static byte[] Line(string word, params ReadOnlySpan<(string Name, Value Value)> with)
    {
        var said = new ValueObject { ["say"] = Value.From(word) };
        foreach (var (name, value) in with) said[name] = value;
        return Encoding.UTF8.GetBytes(ValueJson.Write(Value.From(said)) + "\n");
    }

    /// <exception cref="JsonException">It is none.</exception>
    public static (string Word, IValueObject With) Read(string line)
    {
        var said = ValueJson.Parse(line).AsObject();
        return (Text(said, "say") ?? throw new JsonException("It says nothing."), said);
    }

    public static string? Text(IValueObject said, string name) => said.TryGet(name, out var value) && value.Kind == ValueKind.String ? value.AsString() : null;

    public static Value Of(ErrorInfo error) => Value.From(new ValueObject
    {
        ["kind"] = Value.From(error.Kind),
        ["message"] = Value.From(error.Message),
        ["target"] = Value.From(error.Target),
        ["status"] = error.Status is { } status ? Value.From(status) : Value.Null,
        ["help"] = Value.From(error.Help),
        ["location"] = Value.From(error.Location),
    });

    public static ErrorInfo ErrorOf(IValueObject said) => new(Text(said, "kind") ?? "script", Text(said, "message") ?? "")
    {
        Target = Text(said, "target"),
        Status = said.TryGet("status", out var status) && status.Kind == ValueKind.Number ? (int)status.AsNumber() : null,
        Help = Text(said, "help"),
        Location = Text(said, "location"),
    };
}
