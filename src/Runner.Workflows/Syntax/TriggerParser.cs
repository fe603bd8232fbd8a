using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>What <c>on</c> says: when a workflow is to run by itself.</summary>
sealed class TriggerParser(DiagnosticBag diagnostics)
{
    const string Example = "such as on: { schedule: [{ cron: \"*/5 * * * *\" }] }";

    public IReadOnlyList<ScheduleSyntax> Read(MappingReader owner)
    {
        if (owner.Node("on") is not { } node) return [];
        if (node is YamlScalar { Value.IsNull: false } scalar)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, node.Location, $"there is no trigger `{ShownText.Shorten(scalar.Text)}`", WhyNoTrigger(scalar.Text) ?? Example);
            return [];
        }

        if (MappingReader.Of(node, "`on`", diagnostics, Example) is not { } keys) return [];
        var schedules = keys.Node("schedule") switch
        {
            null => [],
            YamlSequence list => list.Items.Select(ReadSchedule).OfType<ScheduleSyntax>().ToList(),
            var single => ReadSchedule(single) is { } schedule ? [schedule] : [],
        };
        keys.Finish(WhyNoTrigger);
        return schedules;
    }

    ScheduleSyntax? ReadSchedule(YamlNode node)
    {
        if (MappingReader.Of(node, "a schedule", diagnostics, node is YamlScalar { Value.IsNull: false } scalar ? $"write {{ cron: \"{ShownText.Shorten(scalar.Text)}\" }}" : Example) is not { } keys) return null;
        var schedule = new ScheduleSyntax(node)
        {
            Cron = keys.Scalar("cron"),
            Every = keys.Scalar("every"),
            At = keys.Scalar("at"),
            Name = keys.Scalar("name"),
            Timezone = keys.Scalar("timezone"),
            Start = keys.Scalar("start"),
            End = keys.Scalar("end"),
            Overlap = keys.Scalar("overlap"),
            Misfire = keys.Scalar("misfire"),
            MisfireWindow = keys.Scalar("misfire-window"),
            Jitter = keys.Scalar("jitter"),
            Inputs = keys.Node("inputs"),
        };
        if (schedule is { Cron: null, Every: null, At: null } && !keys.HasMisspelt("cron") && !keys.HasMisspelt("every") && !keys.HasMisspelt("at"))
            diagnostics.Error(DiagnosticCodes.MissingKey, node.Location, "the schedule has no `cron`", "such as cron: \"*/5 * * * *\", every: 5m, or at: 2027-01-31 18:00 for once");
        keys.Finish();
        return schedule;
    }

    static string? WhyNoTrigger(string key) => key switch
    {
        "push" or "pull_request" or "workflow_dispatch" or "workflow_call" => "GitHub's; Runner runs a workflow on a schedule, when another one calls it, and when it is told to: runner run FILE",
        _ => null,
    };
}
