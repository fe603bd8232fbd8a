using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A transfer's progress as the progress of a step.</summary>
sealed class StepProgress(ActionContext context, string verb) : IProgress<TransferProgress>
{
    public void Report(TransferProgress value) => context.Progress($"{verb} {value}", value.Fraction);
}
