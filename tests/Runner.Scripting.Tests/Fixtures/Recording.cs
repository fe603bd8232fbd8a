using Runner.Engine;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Scripting.Tests.Fixtures;

/// <summary>What a run said.</summary>
sealed record Recording(List<RunEvent> Events, RunResult Result)
{
    /// <summary>How the step ended that ran the script.</summary>
    public StepFinished Script => Of<StepFinished>().Single(step => step.Step.Path == "main/script");

    public ErrorInfo Error => Script.Error.ShouldNotBeNull();

    /// <summary>What the script gave, as JSON.</summary>
    public string Value => At("value");

    public IReadOnlyList<T> Of<T>() where T : RunEvent => [.. Events.OfType<T>()];

    /// <summary>How the steps ended that the script made, by name.</summary>
    public StepFinished Step(string name) => Of<StepFinished>().Single(step => step.Step.Name == name);

    public string Output(string name) => At("outputs", name);

    public Recording Succeeded()
    {
        Script.Outcome.ShouldBe(Outcome.Success, Script.Error?.Message);
        return this;
    }

    string At(params string[] path)
    {
        Succeeded();
        return ValueJson.Write(path.Aggregate(Script.Result, (at, name) => at.AsObject().TryGet(name, out var next) ? next : throw new KeyNotFoundException(name)));
    }
}
