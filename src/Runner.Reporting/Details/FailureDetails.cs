using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>What there is to say of a step that failed: the expectations, the error, what the peer answered.</summary>
static class FailureDetails
{
    const int MessageRows = 12;

    internal static List<DetailLine> Of(StepFinished step)
    {
        var lines = new List<DetailLine>();
        var expectationFailed = false;
        foreach (var expectation in step.Expectations)
        {
            if (expectation.Passed) continue;
            expectationFailed = true;
            DetailText.Add(lines, new(0, "expected", expectation.Expression) { LabelTone = Tone.Bad, Tone = Tone.Strong, MaxRows = MessageRows });
            if (expectation.Saw is { } saw) DetailText.Add(lines, new(1, "saw", saw) { MaxRows = MessageRows });
            lines.Add(new(1, "at", expectation.Location) { Tone = Tone.Accent, MaxRows = MessageRows });
        }
        if (step.Error is { } error) AddError(lines, error, expectationFailed && error.Kind == ErrorInfo.Expectation);
        ResponseDetails.Add(lines, step.Result);
        return lines;
    }

    /// <summary>What there is to say of a step whose error is that of a step within it, which has been told.</summary>
    /// <param name="step">The step.</param>
    /// <param name="inner">What people call the other.</param>
    internal static List<DetailLine> PassedOn(StepFinished step, string inner)
    {
        var lines = new List<DetailLine> { new(0, "error", "that of " + inner) { LabelTone = Tone.Bad, MaxRows = MessageRows } };
        if (step.Error?.Location is { } location) lines.Add(new(1, "at", location) { Tone = Tone.Accent, MaxRows = MessageRows });
        return lines;
    }

    /// <summary>What there is to say of a job or a run that failed of itself.</summary>
    internal static List<DetailLine> Of(ErrorInfo error)
    {
        var lines = new List<DetailLine>();
        AddError(lines, error, alreadySaid: false);
        return lines;
    }

    /// <summary>The error's lines; its message only when the expectations above have not said it better.</summary>
    internal static void AddError(List<DetailLine> lines, ErrorInfo error, bool alreadySaid)
    {
        if (!alreadySaid)
        {
            DetailText.Add(lines, new(0, "error", error.Kind + ": " + error.Message) { LabelTone = Tone.Bad, MaxRows = MessageRows });
            if (error.Target is { } target) lines.Add(new(1, "target", target) { MaxRows = 3 });
            if (error.Status is { } status) lines.Add(new(1, "status", Amounts.Number(status)));
            if (error.Location is { } location) lines.Add(new(1, "at", location) { Tone = Tone.Accent, MaxRows = MessageRows });
        }
        if (error.Help is { } help) DetailText.Add(lines, new(1, "help", help) { LabelTone = Tone.Accent, MaxRows = MessageRows });
    }
}
