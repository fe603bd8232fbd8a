using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>GitHub's functions that tell how things went so far.</summary>
static class StatusFunctions
{
    public static Function[] All() =>
    [
        Create("success", "Whether nothing has failed so far and the run is not cancelled.", "true",
            static arguments => Value.From(arguments.Environment.Status == JobStatus.Success)),
        Create("failure", "Whether something has failed so far.", "false",
            static arguments => Value.From(arguments.Environment.Status == JobStatus.Failure)),
        Create("cancelled", "Whether the run has been cancelled.", "false",
            static arguments => Value.From(arguments.Environment.Status == JobStatus.Cancelled)),
        Create("always", "True, also after a failure or cancellation.", "true", static _ => Value.True),
    ];

    static Function Create(string name, string summary, string exampleResult, FunctionBody body) => new()
    {
        Name = name, MinArguments = 0, MaxArguments = 0, AsksStatus = true,
        Result = TypeShape.Boolean,
        Summary = summary,
        Example = $"{name}()", ExampleResult = exampleResult,
        Body = body,
    };
}
