using Runner.Engine.Events;

namespace Runner.Engine.Steps;

/// <summary>The ways in which a step ends that is no success.</summary>
static class StepEnd
{
    public static StepFinished Failed(StepFinished ended, ErrorInfo error) => ended with { Outcome = Outcome.Failure, Conclusion = Outcome.Failure, Error = error };

    public static StepFinished Cancelled(StepFinished ended, ErrorInfo why) => ended with { Outcome = Outcome.Cancelled, Conclusion = Outcome.Cancelled, Error = why };
}
