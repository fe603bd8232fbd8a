using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Workflow syntax to a checked workflow: finds every name, compares every type that is known.</summary>
sealed class WorkflowChecker
{
    static readonly Dictionary<string, TypeShape> InputTypes = new(StringComparer.Ordinal)
    {
        ["string"] = TypeShape.String,
        ["number"] = TypeShape.Number,
        ["boolean"] = TypeShape.Boolean,
        ["duration"] = new(ShapeKind.Duration),
    };

    readonly DiagnosticBag diagnostics;
    readonly InputChecker inputs;
    readonly StepChecker steps;

    public WorkflowChecker(IActionCatalogue catalogue, DiagnosticBag diagnostics, ActionPolicy? policy = null)
    {
        this.diagnostics = diagnostics;
        var expressions = new ExpressionChecker(diagnostics);
        inputs = new(expressions, diagnostics);
        steps = new(catalogue, expressions, inputs, new(policy, diagnostics), diagnostics);
    }

    /// <summary>The checked workflow; only of use when the diagnostics have no errors.</summary>
    public CheckedWorkflow Check(WorkflowSyntax syntax)
    {
        CheckNames(syntax);
        var declared = syntax.Inputs.Select(CheckInput).ToList();
        var secrets = syntax.Secrets.Select(secret => secret.Text).ToList();
        var scope = ScopeShape.Empty
            .With("inputs", ScopeShape.ObjectOf(declared.Select(input => new FieldShape(input.Name, ShapeInScope(input)))))
            .With("secrets", ScopeShape.ObjectOf(secrets.Select(secret => new FieldShape(secret, TypeShape.String) { Secret = true })));
        var env = syntax.Env.Select(variable => CheckVariable(variable, scope)).OfType<NamedTemplate>().ToList();
        var secretVariables = secrets.Count == 0 ? [] : env.Where(variable => SecretValues.Find(variable.Value, scope) is not null).Select(variable => variable.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        scope = scope.With("env", ScopeShape.ObjectOf(syntax.Env.Select(variable => new FieldShape(variable.Name.Text, TypeShape.String)
        {
            Secret = secretVariables.Contains(variable.Name.Text),
        })));

        return new()
        {
            Source = syntax.Source,
            Name = syntax.Name?.Text ?? Path.GetFileNameWithoutExtension(syntax.Source.Path),
            Description = syntax.Description?.Text,
            Inputs = declared,
            Env = env,
            Secrets = secrets,
            Jobs = [new("main", steps.Check(syntax.Steps, "main", scope))],
        };
    }

    WorkflowInput CheckInput(InputSyntax input)
    {
        var type = TypeShape.String;
        if (input.Type is { } written && !InputTypes.TryGetValue(written.Text, out type!))
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, written.Location, $"there is no input type `{written.Text}`",
                written.Text is "integer" or "int" or "float" ? "did you mean `number`?" : NameHelp.For(written.Text, InputTypes.Keys, "there are"));
            type = TypeShape.Any;
        }

        if (input.IsBroken) type = TypeShape.Any;
        var standard = Value.Null;
        if (input.Default is YamlScalar { Text: var text } && text.Contains("${{", StringComparison.Ordinal))
            diagnostics.Error(DiagnosticCodes.InvalidValue, input.Default.Location, $"the default of `{input.Name.Text}` must be written out; it may not be an expression", "where the input is used, write ${{ inputs.NAME || env.OTHER }}".Replace("NAME", input.Name.Text, StringComparison.Ordinal));
        else if (input.Default is YamlScalar { Value.IsNull: false } or YamlMapping or YamlSequence
            && inputs.Check(input.Default, type, input.Name.Text, ScopeShape.Empty) is { } template)
        {
            if (template.Constant is { } constant) standard = constant;
            else diagnostics.Error(DiagnosticCodes.InvalidValue, input.Default.Location, $"the default of `{input.Name.Text}` must be written out; it may not hold an expression");
        }

        if (input.Required && input.Default is not null)
            diagnostics.Error(DiagnosticCodes.InvalidValue, input.Default.Location, $"the input `{input.Name.Text}` is required, so its default would never be used", "remove `required` or `default`");
        return new(input.Name.Text, type, standard, input.Required, input.Description?.Text);
    }

    void CheckNames(WorkflowSyntax syntax)
    {
        var inputNames = new DeclaredNames("an input's name", diagnostics);
        foreach (var input in syntax.Inputs) inputNames.Add(input.Name);
        var secretNames = new DeclaredNames("a secret's name", diagnostics);
        foreach (var secret in syntax.Secrets) secretNames.Add(secret);
        var variableNames = new DeclaredNames("a variable's name", diagnostics);
        foreach (var variable in syntax.Env) variableNames.Add(variable.Name);
    }

    /// <summary>What an expression gets: a duration is the text as it was given, since only results measure in milliseconds.</summary>
    static TypeShape ShapeInScope(WorkflowInput input) =>
        (input.Type.Kind == ShapeKind.Duration ? TypeShape.String : input.Type) with { Nullable = !input.Required && input.Default.IsNull };

    NamedTemplate? CheckVariable(VariableSyntax variable, ScopeShape scope) =>
        variable.Value is { } value && inputs.Check(value, TypeShape.String, variable.Name.Text, scope) is { } template ? new(variable.Name.Text, template) : null;
}
