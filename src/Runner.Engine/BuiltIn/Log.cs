using System.ComponentModel;
using System.Text.Json;
using Runner.Sdk;
using Runner.Workflows.Catalogue;

namespace Runner.Engine.BuiltIn;

[Action("log", Idempotent = true), Description("Writes to the run's log.")]
sealed record Log : IAction<Nothing>
{
    public static readonly LoadedAction Loaded = LoadedAction.Of<Log, Nothing>();

    [Description("What to write: a text, or any value, which is written as JSON")]
    public required JsonElement Message { get; init; }

    [Description("How much it matters; the step succeeds at every level")]
    public LogLevel Level { get; init; } = LogLevel.Info;

    public ValueTask<Nothing> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var text = Message.ValueKind == JsonValueKind.String ? Message.GetString()! : Message.GetRawText();
        foreach (var line in text.TrimEnd('\r', '\n').EnumerateLines()) context.Log(Level, line.ToString());
        return new(new Nothing());
    }
}
