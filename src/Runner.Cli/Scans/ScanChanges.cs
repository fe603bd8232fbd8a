using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Cli.Scans;

/// <summary>What <c>scan.diff</c> answered, for the command that prints it.</summary>
sealed class ScanChanges : IRunObserver
{
    /// <summary>The changes, a line each; null when nothing was compared.</summary>
    public IReadOnlyList<string>? Lines { get; private set; }

    /// <summary>The changes in a few words.</summary>
    public string? Summary { get; private set; }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        if (runEvent is not StepFinished { Step.Uses: "scan.diff", Result.Kind: ValueKind.Object } step) return;
        var result = step.Result.AsObject();
        if (result.TryGet("lines", out var lines) && lines.Kind == ValueKind.Array) Lines = [.. lines.AsArray().Select(line => line.ToString())];
        if (result.TryGet("summary", out var summary)) Summary = summary.ToString();
    }
}
