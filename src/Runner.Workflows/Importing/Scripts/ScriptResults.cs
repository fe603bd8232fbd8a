namespace Runner.Workflows.Importing;

/// <summary>What a script leaves to the workflow: expectations, and outputs under names that expressions can say.</summary>
static class ScriptResults
{
    /// <summary>The outputs of a script, and what later requests call them.</summary>
    public static List<ImportedOutput> Keep(TestScript script, string stepId, VariableTable variables)
    {
        var outputs = new List<ImportedOutput>();
        foreach (var (name, expression) in script.Sets)
        {
            var output = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')]).TrimStart('-');
            if (output.Length == 0 || char.IsAsciiDigit(output[0])) output = $"value_{output}";
            if (outputs.Exists(other => other.Name.Equals(output, StringComparison.OrdinalIgnoreCase))) continue;
            outputs.Add(new(output, expression, variables.IsSecret(name)));
            variables.Set(name, $"steps.{stepId}.outputs.{output}");
        }

        return outputs;
    }
}
