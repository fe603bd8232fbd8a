using System.ComponentModel;
using Runner.Sdk;
using Runner.Workflows.Catalogue;

namespace Runner.Engine.BuiltIn;

[Action("fail"), Description("Fails the step, such as where an `if` found something wrong.")]
sealed record Fail : IAction<Nothing>
{
    public static readonly LoadedAction Loaded = LoadedAction.Of<Fail, Nothing>();

    [Description("Why, for people")]
    public required string Message { get; init; }

    public ValueTask<Nothing> RunAsync(ActionContext context, CancellationToken cancel) => throw new FailedException(Message);
}

/// <summary>A workflow said that the step fails.</summary>
sealed class FailedException(string message) : Exception(message);
