using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>How it ended on a machine, in a few words.</summary>
static class EndText
{
    internal static string Of(HostState state, int? exitCode, string? signal, ErrorInfo? error) => state switch
    {
        HostState.Ok or HostState.Exited when signal is { } name => "killed (" + name + ")",
        HostState.Ok or HostState.Exited when exitCode is { } code => "exit " + Amounts.Number(code),
        HostState.Ok => "ok",
        HostState.Failed => error?.Kind ?? "failed",
        HostState.Cancelled => "cancelled",
        _ => "not run",
    };

    internal static Tone ToneOf(HostState state) => state switch
    {
        HostState.Ok => Tone.Good,
        HostState.Cancelled or HostState.NotRun => Tone.Warning,
        _ => Tone.Bad,
    };

    internal static string SignOf(HostState state, Glyphs glyphs) => state switch
    {
        HostState.Ok => glyphs.Ok,
        HostState.Cancelled or HostState.NotRun => glyphs.Stopped,
        _ => glyphs.Failed,
    };
}
