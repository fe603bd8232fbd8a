using Runner.Engine;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>A plan for people: the jobs and their steps, indented, with what each would get.</summary>
public sealed class PlanText
{
    const string Indent = "  ";

    readonly AnsiText text;

    PlanText(bool color) => text = new(color);

    /// <summary>Writes the plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where to.</param>
    /// <param name="color">Whether that shows colours.</param>
    public static void Write(RunPlan plan, TextWriter output, bool color)
    {
        var writer = new PlanText(color);
        writer.Write(plan);
        writer.text.FlushTo(output);
    }

    void Write(RunPlan plan)
    {
        var steps = plan.Jobs.Sum(job => job.Loop is { Count: { } items } loop ? items * (loop.Items.Count > 0 ? loop.Items[0].Steps.Count : 0) : job.Steps.Count);
        text.Write(Tone.Strong, plan.Workflow).Write(Tone.Dim, $"  {plan.File}  {Amounts.Count(plan.Jobs.Count, "job")}, {Amounts.Count(steps, "step")}, nothing was run").EndLine();
        Field(1, "inputs", plan.Inputs);
        foreach (var job in plan.Jobs)
        {
            text.EndLine();
            Write(job, 0, isOnly: plan.Jobs.Count == 1 && job.Id == EventPath.ImplicitJob);
        }
    }

    void Write(PlannedJob job, int depth, bool isOnly)
    {
        if (!isOnly)
        {
            Spaces(depth).Write(Tone.Strong, job.Name);
            if (job.Needs.Count > 0) text.Write(Tone.Dim, $"  needs {string.Join(", ", job.Needs)}");
            if (job.Timeout is { } timeout) text.Write(Tone.Dim, $"  at most {timeout}");
            text.EndLine();
        }

        Condition(job.If, depth + 1);
        if (job.If is { Holds: false }) return;
        if (job.Loop is { } loop)
        {
            Head(loop, depth + 1);
            foreach (var item in loop.Items)
            {
                Spaces(depth + 1).Write(Tone.Accent, item.Label).EndLine();
                foreach (var step in item.Steps) Write(step, depth + 2);
            }

            Rest(loop, depth + 1);
        }

        foreach (var step in job.Steps) Write(step, isOnly ? depth : depth + 1);
    }

    void Write(PlannedStep step, int depth)
    {
        Spaces(depth).Write(Tone.Normal, step.Name);
        if (step.Name != step.Uses) text.Write(Tone.Dim, $"  {step.Uses}");
        if (step.IsFinal) text.Write(Tone.Dim, "  finally");
        if (step.Timeout is { } timeout) text.Write(Tone.Dim, $"  at most {timeout}");
        if (step.Attempts is { } attempts) text.Write(Tone.Dim, $"  up to {attempts} attempts");
        text.EndLine();
        Condition(step.If, depth + 1);
        if (step.If is { Holds: false }) return;
        Fields(step.With, depth + 1);
        if (step.Loop is { } loop)
        {
            Head(loop, depth + 1);
            foreach (var item in loop.Items)
            {
                Spaces(depth + 1).Write(Tone.Accent, item.Label).EndLine();
                Fields(item.With, depth + 2);
            }

            Rest(loop, depth + 1);
        }

        foreach (var expectation in step.Expect) Spaces(depth + 1).Write(Tone.Dim, "expect ").Write(Tone.Normal, expectation).EndLine();
        foreach (var job in step.Jobs) Write(job, depth + 1, isOnly: step.Jobs.Count == 1 && job.Id == EventPath.ImplicitJob);
    }

    void Condition(PlannedCondition? condition, int depth)
    {
        if (condition is null) return;
        Spaces(depth).Write(Tone.Dim, "if ").Write(Tone.Normal, condition.Expression);
        if (condition.Holds is { } holds) text.Write(holds ? Tone.Good : Tone.Warning, holds ? "  yes" : "  no, so this is skipped");
        text.EndLine();
    }

    void Head(PlannedLoop loop, int depth)
    {
        Spaces(depth).Write(Tone.Dim, loop.Count is { } count ? $"for each of {Amounts.Count(count, "item")}, as {loop.As}" : $"for each of {loop.Written}, as {loop.As}").EndLine();
    }

    void Rest(PlannedLoop loop, int depth)
    {
        if (loop.Count > loop.Items.Count) Spaces(depth).Write(Tone.Dim, $"... and {Amounts.Number(loop.Count.Value - loop.Items.Count)} more").EndLine();
    }

    void Fields(Value values, int depth)
    {
        if (values.Kind != ValueKind.Object) return;
        foreach (var (name, value) in values.AsObject().Entries) Field(depth, name, value);
    }

    void Field(int depth, string name, Value value)
    {
        if (value.Kind == ValueKind.Object && !value.AsObject().Entries.Any()) return;
        var shown = value.Kind is ValueKind.Object or ValueKind.Array ? ValueJson.Write(value, indented: false) : value.ToString();
        Spaces(depth).Write(Tone.Dim, $"{name}: ").Write(Tone.Normal, shown).EndLine();
    }

    AnsiText Spaces(int depth) => text.Spaces(depth * Indent.Length);
}
