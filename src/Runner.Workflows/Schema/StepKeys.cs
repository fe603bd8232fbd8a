using System.Text.Json.Nodes;
using Runner.Workflows.Types;
using static Runner.Workflows.Schema.KeySchema;
using static Runner.Workflows.Schema.ScalarSchema;

namespace Runner.Workflows.Schema;

/// <summary>What a step may say.</summary>
static class StepKeys
{
    /// <param name="actions">The actions that it may use.</param>
    public static JsonObject Step(ActionDefinitions actions)
    {
        var step = Mapping(
        [
            new("id", "What later steps call it: `steps.<id>.result`, `steps.<id>.outputs`, `steps.<id>.outcome`.", Name()),
            new("name", "What people call it; it may hold expressions.", AnyText()),
            new("if", "Runs the step only where this holds. Without a status function such as `failure()`, also only where nothing has failed.", Condition()),
            new("uses", "The action, such as http.get, or another workflow's file, such as ./login.yaml.", actions.Uses()),
            new("with", "The inputs of the action or of the workflow.", OnlyMapping(ActionDefinitions.InputsHelp)),
            new("secrets", "The secrets that a called workflow gets, by name: `TOKEN: ${{ secrets.TOKEN }}`.", new() { ["type"] = "object", ["additionalProperties"] = AnyText(), ["errorMessage"] = "Write `NAME: value` lines, indented below it." }),
            .. CommonKeys.Loop("step", "the item, or the matrix' combination"),
            new("timeout", "How long each attempt may take, such as 10s.", Limit()),
            new("retry", "When to try again, and how often. Without it nothing is tried again.", Reference("retry", "attempts: 3")),
            new("expect", "What must hold of the `result`: an expression, or a list of them. It is judged once, after the last attempt.", ShapeSchema.ListOf(Condition(), Condition())),
            new("outputs", "Values that later steps read as `steps.<id>.outputs.<name>`.", CommonKeys.Outputs()),
            new("continue-on-error", "Whether the job goes on, and may succeed, when this step fails.", Flag()),
            new("on-interrupt", "What becomes of the step when Runner is killed while it runs, and the run goes on: `retry` runs it again, `fail` fails it. Without it, only what does no harm when done twice is run again.", Of(new(ShapeKind.Choice) { Choices = ["fail", "retry"] }, expressions: false)),
        ], "uses");
        Add(step, [.. CommonKeys.LoopRules(), .. actions.Rules()]);
        step["defaultSnippets"] = new JsonArray(new JsonObject
        {
            ["label"] = "uses, with, expect", ["description"] = "A step that asks for a URL and expects something of the answer",
            ["body"] = new JsonObject { ["uses"] = "${1:http.get}", ["with"] = new JsonObject { ["url"] = "${2:https://example.com}" }, ["expect"] = "${3:result.status == 200}" },
        });
        return step;
    }

    /// <summary>A list of steps.</summary>
    public static JsonObject Steps() => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("step", "uses: http.get"), ["errorMessage"] = "Write a list of steps, each starting with `- uses:`." };
}
