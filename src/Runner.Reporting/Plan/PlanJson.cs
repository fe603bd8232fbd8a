using System.Text.Json;
using Runner.Engine;
using Runner.Engine.Events.Lines;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>A plan for programs: one JSON object, its fields those of <see cref="RunPlan"/>.</summary>
public static class PlanJson
{
    /// <summary>Writes the plan on one line.</summary>
    public static void Write(RunPlan plan, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("workflow"u8, plan.Workflow);
        json.WriteString("file"u8, plan.File);
        Put(json, "inputs", plan.Inputs);
        Jobs(json, plan.Jobs);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    static void Jobs(Utf8JsonWriter json, IReadOnlyList<PlannedJob> jobs)
    {
        json.WriteStartArray("jobs"u8);
        foreach (var job in jobs)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, job.Id);
            json.WriteString("name"u8, job.Name);
            Texts(json, "needs", job.Needs);
            Condition(json, job.If);
            json.WriteString("timeout"u8, job.Timeout);
            Loop(json, job.Loop);
            Steps(json, job.Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void Steps(Utf8JsonWriter json, IReadOnlyList<PlannedStep> steps)
    {
        json.WriteStartArray("steps"u8);
        foreach (var step in steps)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, step.Path);
            json.WriteString("name"u8, step.Name);
            json.WriteString("uses"u8, step.Uses);
            json.WriteBoolean("finally"u8, step.IsFinal);
            Condition(json, step.If);
            Put(json, "with", step.With);
            json.WriteString("timeout"u8, step.Timeout);
            json.WriteString("attempts"u8, step.Attempts);
            Texts(json, "expect", step.Expect);
            Loop(json, step.Loop);
            Jobs(json, step.Jobs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    static void Loop(Utf8JsonWriter json, PlannedLoop? loop)
    {
        if (loop is null)
        {
            json.WriteNull("forEach"u8);
            return;
        }

        json.WriteStartObject("forEach"u8);
        json.WriteString("as"u8, loop.As);
        if (loop.Count is { } count) json.WriteNumber("count"u8, count);
        else json.WriteNull("count"u8);
        json.WriteString("written"u8, loop.Written);
        json.WriteStartArray("items"u8);
        foreach (var item in loop.Items)
        {
            json.WriteStartObject();
            json.WriteString("label"u8, item.Label);
            Put(json, "with", item.With);
            Steps(json, item.Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Condition(Utf8JsonWriter json, PlannedCondition? condition)
    {
        if (condition is null)
        {
            json.WriteNull("if"u8);
            return;
        }

        json.WriteStartObject("if"u8);
        json.WriteString("expression"u8, condition.Expression);
        if (condition.Holds is { } holds) json.WriteBoolean("holds"u8, holds);
        else json.WriteNull("holds"u8);
        json.WriteEndObject();
    }

    static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static void Put(Utf8JsonWriter json, string name, Value value)
    {
        json.WritePropertyName(name);
        ValueWriter.Write(json, value);
    }
}
