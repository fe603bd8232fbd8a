using Runner.Cli.Fleets;
using Runner.Engine.Events;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Cli.Clients;

/// <summary>What a command line asks of a document.</summary>
/// <param name="Action">The action: <c>client-gen.generate</c> or <c>client-gen.diff</c>.</param>
/// <param name="Inputs">Its inputs, each with what the user gave it by.</param>
sealed record ClientWork(string Action, IReadOnlyList<FleetInput> Inputs)
{
    const string Job = "gen";

    /// <summary>The workflow that does it: a step.</summary>
    /// <param name="catalogue">Where the action is found.</param>
    /// <param name="folder">The folder that paths start from.</param>
    /// <exception cref="UsageException">There is no such action, or an input does not fit.</exception>
    public CheckedWorkflow Workflow(IActionCatalogue catalogue, string folder)
    {
        var here = new SourceLocation(new SourceText("runner gen client", "") { FullPath = Path.Combine(folder, Job) }, default);
        var action = FleetWorkflow.ActionOf(Action, catalogue);
        var step = new CheckedStep
        {
            Path = $"{Job}/1",
            Key = "1",
            Name = new ConstantTemplate(Value.From(Action), here),
            Action = action,
            With = new MapTemplate(FleetWorkflow.Fit(Inputs, action, here, implied: null), here),
            Expect = [],
            Location = here,
        };
        return new() { Source = here.Source, Name = "gen client", Description = Action, Jobs = [new(Job, [step]) { Location = here }] };
    }
}

/// <summary>What the step answered, for the command that prints it.</summary>
sealed class ClientAnswer : IRunObserver
{
    readonly List<ErrorInfo> errors = [];

    /// <summary>The result; null when there is none.</summary>
    public IValueObject? Result { get; private set; }

    /// <summary>Why there is none.</summary>
    public IReadOnlyList<ErrorInfo> Errors => errors;

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        if (runEvent is not StepFinished step) return;
        if (step.Result.Kind == ValueKind.Object) Result = step.Result.AsObject();
        if (step.Error is { } error) errors.Add(error);
    }

    /// <summary>The texts of a list in the result.</summary>
    public IReadOnlyList<string> Texts(string name) => Result is { } result && result.TryGet(name, out var list) && list.Kind == ValueKind.Array ? [.. list.AsArray().Select(static each => each.ToString())] : [];

    /// <summary>A text or number in the result.</summary>
    public string Text(string name) => Result is { } result && result.TryGet(name, out var value) ? value.ToString() : "";
}
