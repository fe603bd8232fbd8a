using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Whether a step should use its action, and use it so: what is denied, what is deprecated, what is dangerous.</summary>
sealed class ActionChecker(ActionPolicy? policy, DiagnosticBag diagnostics)
{
    readonly CommandChecker commands = new(diagnostics);

    /// <param name="action">The action.</param>
    /// <param name="uses">Where the step names it.</param>
    /// <param name="given">What the step gives it, as written.</param>
    /// <param name="with">The same, checked; null when that found something wrong.</param>
    /// <param name="scope">What the expressions in it may name.</param>
    /// <param name="untrusted">What the steps before this one gave.</param>
    public void Check(ActionDescriptor action, YamlScalar uses, IReadOnlyList<YamlEntry> given, MapTemplate? with, ScopeShape scope, UntrustedValues untrusted)
    {
        if (policy?.DenialOf(action.Name, action.Plugin) is { } denial)
        {
            diagnostics.Error(DiagnosticCodes.DeniedAction, uses.Location, $"`{action.Name}` may not be used here", $"{denial.Location} denies it with `{denial.Pattern}`; use another action, or ask whoever keeps that file");
            return;
        }

        if (action.Deprecated is { } instead) Deprecated(uses, action.Name, "action", instead);
        CheckFields(given, action.Inputs, "");
        if (with is not null) commands.Check(action, with, scope, untrusted);
    }

    void CheckFields(IReadOnlyList<YamlEntry> given, TypeShape shape, string path)
    {
        foreach (var (key, value) in given)
        {
            if (shape.Field(key.Text) is not { } field) continue;
            var name = FieldPath.Of(path, field.Name);
            if (field.Deprecated is { } instead) Deprecated(key, name, "input", instead);
            var inner = field.Type.Kind == ShapeKind.List ? field.Type.Element! : field.Type;
            if (inner.Fields.Count == 0) continue;
            foreach (var node in value is YamlSequence list ? list.Items : [value])
                if (node is YamlMapping mapping) CheckFields(mapping.Entries, inner, name);
        }
    }

    void Deprecated(YamlScalar place, string name, string what, string instead) => diagnostics.Warning(DiagnosticCodes.Deprecated, place.Location,
        instead.Length > 0 ? $"`{name}` is deprecated: {instead.TrimEnd('.')}" : $"`{name}` is deprecated",
        $"a later version of the plugin may be without this {what}");
}
