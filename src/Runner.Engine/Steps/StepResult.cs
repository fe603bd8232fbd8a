using Runner.Engine.Events;

namespace Runner.Engine.Steps;

/// <summary>How a step ended, with its values as they are; the event that was published has its secrets masked.</summary>
/// <remarks>
/// A struct, as what jobs and executions answer is: what async methods need for a result that is a reference cannot be
/// compiled ahead, and costs every start half a millisecond a method (docs/adr/0004).
/// </remarks>
readonly record struct StepResult(StepFinished Finished);
