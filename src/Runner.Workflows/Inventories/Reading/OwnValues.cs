using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Syntax;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Reading;

/// <summary>Settings and variables of Runner's own inventories. They are data: only a secret may be an expression, and only of one kind.</summary>
sealed class OwnValues(InventoryReading reading, string folder)
{
    readonly DiagnosticBag diagnostics = reading.Diagnostics;

    public void ReadSettings(MappingReader keys, VariableLayer layer)
    {
        foreach (var name in LoginSettings.All)
        {
            if (name == LoginSettings.Jump)
            {
                if (keys.Scalars(name, "[bastion, inner]") is { Count: > 0 } hops) layer.Settings[name] = new(string.Join(',', hops.Select(hop => hop.Text.Trim())));
            }
            else if (keys.Scalar(name) is { } scalar && SettingOf(name, scalar) is { } value)
            {
                layer.Settings[name] = value;
            }
        }
    }

    SettingValue? SettingOf(string name, YamlScalar scalar)
    {
        if (LoginSettings.IsSecret(name)) return SecretOf(name, scalar);
        if (IsExpression(scalar, $"`{name}`")) return null;
        if (LoginSettings.ProblemOf(name, scalar.Text) is var (problem, help))
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{name}` {problem}, and this is '{ShownText.Shorten(scalar.Text)}'", help);
            return null;
        }

        return new(LoginSettings.Complete(name, scalar.Text, folder, reading.Home));
    }

    SettingValue? SecretOf(string name, YamlScalar scalar)
    {
        var example = $"{name}: ${{{{ env('{name.ToUpperInvariant().Replace('-', '_')}') }}}}";
        if (!scalar.Text.Contains("${{", StringComparison.Ordinal))
        {
            diagnostics.Warning(DiagnosticCodes.LiteralSecret, scalar.Location, $"`{name}` stands in the file, where everybody who has it can read it", $"take it from the environment: {example}");
            return new(scalar.Text);
        }

        try
        {
            if (Template.Parse(scalar.Text.Trim(), FunctionRegistry.Default) is { IsSingleExpression: true } template
                && template.Parts[0].Expression!.Root is CallNode { Function.Name: "env", Arguments: [LiteralNode { Value.Kind: ValueKind.String } variable] })
            {
                var wanted = variable.Value.AsString();
                return reading.Variables(wanted) is { Length: > 0 } value ? new(value) : new("", $"comes from the environment variable {wanted}, which is not set ({scalar.Location})");
            }
        }
        catch (ExpressionSyntaxException e)
        {
            diagnostics.Error(DiagnosticCodes.ExpressionSyntax, scalar.Location, e.Problem.TrimEnd('.'), example);
            return null;
        }

        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{name}` may be one environment variable, and nothing else", example);
        return null;
    }

    public void ReadVariables(YamlNode? node, VariableLayer layer)
    {
        if (node is null or YamlScalar { Value.IsNull: true }) return;
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`vars` must be a mapping, and this is {node.Display}", "such as vars: { http_port: 8080 }");
            return;
        }

        foreach (var (name, value) in mapping.Entries) layer.Variables[name.Text] = ValueOf(value);
    }

    object? ValueOf(YamlNode node) => node switch
    {
        YamlScalar scalar when IsExpression(scalar, "a variable") => null,
        YamlScalar scalar => PlainValue.Of(scalar.Value),
        YamlSequence list => list.Items.Select(ValueOf).ToList(),
        YamlMapping mapping => MapOf(mapping),
        _ => null,
    };

    Dictionary<string, object?> MapOf(YamlMapping mapping)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in mapping.Entries) map[name.Text] = ValueOf(value);
        return map;
    }

    bool IsExpression(YamlScalar scalar, string what)
    {
        if (!scalar.Text.Contains("${{", StringComparison.Ordinal)) return false;
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"{what} in an inventory is data, and may not hold an expression", "only passwords and passphrases may be ${{ env('NAME') }}");
        return true;
    }
}
