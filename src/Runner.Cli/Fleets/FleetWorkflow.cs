using Runner.Reporting;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Cli.Fleets;

/// <summary>The workflow that does something on hosts: a job for each batch, repeated for its hosts, with one step.</summary>
static class FleetWorkflow
{
    const string Item = "host";

    /// <summary>Makes the workflow.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="batches">On which hosts. A batch in which a host failed keeps those after it from running.</param>
    /// <param name="name">What the run is called: the command, such as <c>exec</c>.</param>
    /// <param name="catalogue">Where the action is found.</param>
    /// <param name="folder">The folder that paths start from.</param>
    /// <exception cref="UsageException">There is no such action, or an input does not fit.</exception>
    public static CheckedWorkflow Of(FleetWork work, IReadOnlyList<FleetBatch> batches, string name, IActionCatalogue catalogue, string folder)
    {
        var action = ActionOf(work.Action, catalogue);
        var source = new SourceText($"runner {name}", "") { FullPath = Path.Combine(folder, name) };
        var here = new SourceLocation(source, default);
        var host = new TextTemplate(Template.Parse($"${{{{ {Item} }}}}", FunctionRegistry.Default), here);
        var with = new MapTemplate([new("host", host), .. Fit(work.Inputs, action, here, Item)], here);
        return new()
        {
            Source = source,
            Name = name,
            Description = work.Title,
            Jobs = [.. batches.Select((batch, index) => JobOf(batch, index == 0 ? null : batches[index - 1]))],
        };

        CheckedJob JobOf(FleetBatch batch, FleetBatch? before) => new(batch.Job, [StepOf(batch.Job)])
        {
            Needs = before is null ? [] : [before.Job],
            Loop = new(new ConstantTemplate(Value.From([.. batch.Hosts.Select(each => Value.From(each.Name))]), here), Item)
            {
                MaxParallel = new ConstantTemplate(Value.From(work.Forks), here),
                FailFast = false,
            },
            Location = here,
        };

        CheckedStep StepOf(string job) => new()
        {
            Path = $"{job}/1",
            Key = "1",
            Name = new ConstantTemplate(Value.From(work.Title), here),
            Action = action,
            With = with,
            Timeout = work.Timeout is { } limit ? new ConstantTemplate(Value.From(limit), here) : null,
            Expect = action.DefaultExpect is { } expect ? [new(Expression.Parse(expect, FunctionRegistry.Default), here)] : [],
            Location = here,
        };
    }

    /// <summary>The action of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static ActionDescriptor ActionOf(string name, IActionCatalogue catalogue)
    {
        var plugin = name.Split('.')[0];
        return catalogue.Find(name) ?? throw new UsageException($"there is no action `{name}`, which does the work",
            catalogue.RefusalOf(plugin) is { } refusal ? $"the plugin {plugin} was refused: {refusal}" : $"the plugin {plugin} is part of Runner: `runner plugins` lists those that were found, and where they are looked for");
    }

    /// <summary>The inputs as the action wants them: what cannot be is said before anything runs.</summary>
    /// <param name="inputs">The inputs that are given.</param>
    /// <param name="action">The action.</param>
    /// <param name="here">The workflow, for errors.</param>
    /// <param name="implied">An input that it gets besides; null for none.</param>
    /// <exception cref="UsageException">One does not fit.</exception>
    internal static IReadOnlyList<NamedTemplate> Fit(IReadOnlyList<FleetInput> inputs, ActionDescriptor action, SourceLocation here, string? implied)
    {
        var given = new ValueObject();
        if (implied is not null) given[implied] = Value.From(implied);
        foreach (var input in inputs)
        {
            if (action.Inputs.Field(input.Name) is not { } field) throw new UsageException($"{input.Origin} does not go with {action.Name}", $"it has no input `{input.Name}`");
            if (input.Value.Kind == ValueKind.Number && (input.Value.AsNumber() < field.Minimum || input.Value.AsNumber() > field.Maximum))
                throw new UsageException($"{input.Origin}: it cannot be {input.Value}", $"from {field.Minimum} to {field.Maximum}");
            given[input.Name] = input.Value;
        }

        try
        {
            var fitted = ShapeConverter.Convert(Value.From(given), action.Inputs, path: "").AsObject();
            return [.. inputs.Select(input => new NamedTemplate(input.Name, new ConstantTemplate(fitted.TryGet(input.Name, out var value) ? value : input.Value, here)))];
        }
        catch (ShapeException e)
        {
            // The user knows it by the option.
            var input = inputs.FirstOrDefault(input => e.Message.StartsWith($"`{input.Name}", StringComparison.Ordinal));
            throw new UsageException(input is null ? e.Message : $"{input.Origin}: {e.Message}", e.Help);
        }
    }
}
