using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>The sign and the tone of an outcome.</summary>
static class Signs
{
    internal static string Of(Glyphs glyphs, Outcome outcome) => outcome switch
    {
        Outcome.Success => glyphs.Ok,
        Outcome.Failure => glyphs.Failed,
        Outcome.Skipped => glyphs.Skipped,
        _ => glyphs.Stopped,
    };

    internal static Tone ToneOf(Outcome outcome, bool forgiven = false) => outcome switch
    {
        Outcome.Success => Tone.Good,
        Outcome.Failure => forgiven ? Tone.Warning : Tone.Bad,
        Outcome.Skipped => Tone.Dim,
        _ => Tone.Warning,
    };
}
