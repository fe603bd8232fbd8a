using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>The sign and the tone of an outcome.</summary>
static class Signs
{
    internal static (Tone Tone, string Sign) Of(Glyphs glyphs, Outcome outcome, bool forgiven) => outcome switch
    {
        Outcome.Success => (Tone.Good, glyphs.Ok),
        Outcome.Failure => (forgiven ? Tone.Warning : Tone.Bad, glyphs.Failed),
        Outcome.Skipped => (Tone.Dim, glyphs.Skipped),
        _ => (Tone.Warning, glyphs.Stopped),
    };
}
