using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Names of one kind that a workflow gives: each can be written in an expression, and each is given once.</summary>
/// <param name="kind">What is named, with its article: <c>an id</c>.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
sealed class DeclaredNames(string kind, DiagnosticBag diagnostics)
{
    readonly Dictionary<string, YamlScalar> names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a name; reports one that expressions could not write, or that is taken.</summary>
    public void Add(YamlScalar name)
    {
        if (!Identifier.IsValid(name.Text))
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{ShownText.Shorten(name.Text)}` cannot be {kind}", Identifier.Help);
        else if (!names.TryAdd(name.Text, name))
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{name.Text}` is taken, and cannot be {kind} twice",
                $"line {names[name.Text].Location.Start.Line} has it; upper and lower case are the same in expressions");
    }
}
