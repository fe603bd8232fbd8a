using Runner.Workflows.Catalogue;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>Reads <c>actions: { deny: [...] }</c>. A name that can deny nothing is an error: somebody relies on it.</summary>
static class ActionPolicyReader
{
    const string Example = "[exec, http.serve]";

    public static ActionPolicy? Read(YamlNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Of(node, "`actions`", diagnostics, $"such as actions: {{ deny: {Example} }}") is not { } keys) return null;
        var denied = keys.Scalars("deny", Example) ?? [];
        keys.Finish();
        return new([.. denied.Where(name => IsPattern(name, diagnostics)).Select(name => new DeniedActions(name.Text, name.Location))]);
    }

    static bool IsPattern(YamlScalar name, DiagnosticBag diagnostics)
    {
        var parts = name.Text.Split('.');
        // Which plugins there are is not known yet, so a plugin's action is taken as it is written.
        if (parts is [var plugin, var verb] && IsName(plugin) && (verb == "*" || IsVerb(verb))) return true;
        var own = BuiltInActions.All.Select(action => action.Name).ToList();
        if (own.Contains(name.Text)) return true;
        diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{ShownText.Shorten(name.Text)}` names no action",
            NameHelp.Near(name.Text, own)
            ?? (IsName(name.Text) ? $"all actions of a plugin are `{name.Text}.*`; Runner's own are {string.Join(", ", own)}"
                : $"write an action (http.serve), all of a plugin (http.*), or one of Runner's own: {string.Join(", ", own)}"));
        return false;
    }

    // Those of clients are called as their documents call them.
    static bool IsVerb(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
