using Runner.Cli.Fleets;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Cli.Scans;

/// <summary>The workflow that scans: a step, and another that compares where that is asked for.</summary>
static class ScanWorkflow
{
    const string Job = "scan";

    /// <summary>Nothing may have changed: the exit code tells.</summary>
    const string NoChange = "result.changes == 0";

    /// <summary>Makes the workflow.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="catalogue">Where the actions are found.</param>
    /// <param name="folder">The folder that paths start from.</param>
    /// <exception cref="UsageException">There is no such action, or an input does not fit.</exception>
    public static CheckedWorkflow Of(ScanWork work, IActionCatalogue catalogue, string folder)
    {
        var source = new SourceText("runner scan", "") { FullPath = Path.Combine(folder, Job) };
        var here = new SourceLocation(source, default);
        var steps = new List<CheckedStep> { StepOf(1, work.Action, work.Title, work.Inputs, null) };
        if (work.Diff is { } inputs) steps.Add(StepOf(2, "scan.diff", "What changed", inputs, NoChange));
        return new() { Source = source, Name = "scan", Description = work.Title, Jobs = [new(Job, steps) { Location = here }] };

        CheckedStep StepOf(int number, string name, string title, IReadOnlyList<FleetInput> given, string? expect)
        {
            var action = FleetWorkflow.ActionOf(name, catalogue);
            return new()
            {
                Path = $"{Job}/{number}",
                Key = $"{number}",
                Name = new ConstantTemplate(Value.From(title), here),
                Action = action,
                With = new MapTemplate(FleetWorkflow.Fit(given, action, here, implied: null), here),
                Expect = expect is null ? [] : [new(Expression.Parse(expect, FunctionRegistry.Default), here)],
                Location = here,
            };
        }
    }
}
