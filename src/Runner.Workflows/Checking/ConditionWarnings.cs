using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Conditions that look right and never hold.</summary>
sealed class ConditionWarnings(DiagnosticBag diagnostics)
{
    /// <summary>Warns of <c>if: failure()</c> where nothing comes before.</summary>
    public void WarnIfNothingCanHaveFailed(YamlScalar? condition, string why)
    {
        if (condition is null) return;
        var text = condition.Text.Trim();
        if (text.StartsWith("${{", StringComparison.Ordinal) && text.EndsWith("}}", StringComparison.Ordinal)) text = text[3..^2].Trim();
        if (text.Equals("failure()", StringComparison.OrdinalIgnoreCase))
            diagnostics.Warning(DiagnosticCodes.NeverRuns, condition.Location, $"this never runs: {why}", "name what it waits for, or remove the condition");
    }
}
