using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Steps that call another workflow.</summary>
sealed class CallChecker(ExpressionChecker expressions, DiagnosticBag diagnostics)
{
    /// <summary>A workflow seen as an action: its inputs are the action's, its outputs are the result.</summary>
    public static ActionDescriptor Describe(CheckedWorkflow workflow, string uses) => new(
        uses, "",
        ShapeOf(workflow.Inputs),
        ScopeShape.ObjectOf(workflow.Outputs.Select(output => new FieldShape(output.Name, output.Shape) { Secret = output.Secret, Description = output.Description })))
    {
        Summary = workflow.Description,
        IsWorkflow = true,
        TypeName = "",
    };

    /// <summary>What inputs may be given.</summary>
    public static TypeShape ShapeOf(IReadOnlyList<WorkflowInput> inputs) => ScopeShape.ObjectOf(inputs.Select(input =>
        new FieldShape(input.Name, input.Type with { Nullable = input.Type.Nullable || !input.Required }) { Description = input.Description, Required = input.Required }));

    /// <summary>The secrets that the called workflow gets: all that it declares, and no others.</summary>
    public IReadOnlyList<NamedTemplate> CheckSecrets(StepSyntax step, CheckedWorkflow? called, ScopeShape scope)
    {
        if (called is null)
        {
            if (step is { Secrets: { Count: > 0 } useless, Uses: { } uses } && !WorkflowFiles.IsPath(uses.Text))
                diagnostics.Error(DiagnosticCodes.InvalidValue, useless[0].Key.Location, $"`secrets` is for steps that call a workflow, and `{ShownText.Shorten(uses.Text)}` is an action", "use the secret where it is needed: ${{ secrets.NAME }}");
            return [];
        }

        var given = new List<NamedTemplate>();
        foreach (var (key, value) in step.Secrets ?? [])
        {
            if (!called.Secrets.Contains(key.Text, StringComparer.OrdinalIgnoreCase))
                diagnostics.Error(DiagnosticCodes.UndeclaredSecret, key.Location, $"`{called.Source.Path}` declares no secret `{ShownText.Shorten(key.Text)}`",
                    called.Secrets.Count > 0 ? NameHelp.For(key.Text, called.Secrets, "it has") : "remove it, or declare it there: secrets: [...]");
            if (value is not YamlScalar { Value.IsNull: false } scalar)
                diagnostics.Error(DiagnosticCodes.WrongType, value.Location, $"the secret `{ShownText.Shorten(key.Text)}` must be a single value, and this is {value.Display}", $"such as {key.Text}: ${{{{ secrets.{key.Text} }}}}");
            else if (expressions.Text(scalar, scope) is var (template, _)) given.Add(new(key.Text, template));
        }

        foreach (var missing in called.Secrets.Where(name => step.Secrets?.Any(entry => string.Equals(entry.Key.Text, name, StringComparison.OrdinalIgnoreCase)) != true))
            diagnostics.Error(DiagnosticCodes.SecretNotPassed, step.Uses!.Location, $"`{step.Uses.Text}` needs the secret `{missing}`", $"secrets are passed by name: add to the step secrets: {{ {missing}: \"${{{{ secrets.{missing} }}}}\" }}");
        return given;
    }
}
