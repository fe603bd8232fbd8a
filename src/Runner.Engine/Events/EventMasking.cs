using Runner.Engine.Secrets;
using Runner.Workflows.Values;

namespace Runner.Engine.Events;

/// <summary>Masks the secrets in an event. Every text that can come from outside is named here, once.</summary>
static class EventMasking
{
    public static RunEvent Mask(RunEvent runEvent, SecretMasker masker)
    {
        if (runEvent is StepEvent { Step: var step } stepEvent) runEvent = stepEvent with { Step = step with { Name = masker.MaskText(step.Name) } };
        return runEvent switch
        {
            RunStarted e => e with { Workflow = masker.MaskText(e.Workflow), Description = Text(e.Description) },
            RunResumed e => e with { Node = masker.MaskText(e.Node) },
            RunFinished e => e with { Outputs = masker.MaskValue(e.Outputs), Error = Error(e.Error) },
            JobWaiting e => e with { Group = masker.MaskText(e.Group) },
            JobStarted e => e with { Name = masker.MaskText(e.Name), Item = Text(e.Item) },
            JobFinished e => e with { Outputs = Kept(e.Outputs, out var masked), Masked = masked, Error = Error(e.Error) },
            BatchStarted e => e with { Node = masker.MaskText(e.Node) },
            BatchFinished e => e with { Node = masker.MaskText(e.Node), Error = Error(e.Error) },
            RetryScheduled e => e with { Reason = masker.MaskText(e.Reason) },
            StepProgressed e => e with { Message = masker.MaskText(e.Message) },
            StepLogged e => e with { Message = masker.MaskText(e.Message) },
            ConnectionOpened e => e with { Description = masker.MaskText(e.Description) },
            ConnectionClosed e => e with { Description = masker.MaskText(e.Description), Error = Error(e.Error) },
            StepFinished e => e with
            {
                Result = Kept(e.Result, out var inResult),
                Outputs = Kept(e.Outputs, out var inOutputs),
                Masked = inResult || inOutputs,
                Expectations = [.. e.Expectations.Select(x => x with { Expression = masker.MaskText(x.Expression), Saw = Text(x.Saw) })],
                Error = Error(e.Error),
            },
            _ => runEvent,
        };

        string? Text(string? text) => text is null ? null : masker.MaskText(text);

        Value Kept(Value value, out bool changed)
        {
            changed = false;
            return masker.MaskValue(value, ref changed);
        }

        ErrorInfo? Error(ErrorInfo? error) => error is null ? null : error with
        {
            Message = masker.MaskText(error.Message),
            Target = Text(error.Target),
            Help = Text(error.Help),
        };
    }
}
