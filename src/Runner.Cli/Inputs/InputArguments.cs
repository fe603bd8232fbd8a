using Runner.Engine;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Cli.Inputs;

/// <summary>
/// What a run is started with: <c>--input name=value</c>, over the files of <c>--inputs-file</c>, over the environment
/// variables <c>RUNNER_INPUT_NAME</c>.
/// </summary>
sealed class InputArguments
{
    const string VariablePrefix = "RUNNER_INPUT_";

    readonly Dictionary<string, GivenInput> given = new(StringComparer.OrdinalIgnoreCase);
    Func<string, string?> variables;

    InputArguments(Func<string, string?> variables) => this.variables = variables;

    /// <exception cref="UsageException">One is not of the form name=value, or a name is given twice, or a file cannot be read.</exception>
    public static InputArguments Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> files, Func<string, string?> variables, Surroundings around)
    {
        var inputs = new InputArguments(variables);
        foreach (var file in files) inputs.ReadFile(file, around);
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var argument in arguments)
        {
            var equals = argument.IndexOf('=');
            if (equals < 1) throw new UsageException($"--input cannot be '{argument}'", "write name=value, such as --input url=https://example.com");
            var name = argument[..equals];
            if (!named.Add(name)) throw new UsageException($"--input {name} is given twice", "a list is written in one: --input 'ports=[80, 443]'");
            inputs.given[name] = new(Value.From(argument[(equals + 1)..])) { IsText = true };
        }

        return inputs;
    }

    /// <summary>What an earlier run was started with, and what a command line says against it.</summary>
    /// <exception cref="UsageException">One of the latter is not of the form name=value.</exception>
    public static InputArguments Of(IValueObject earlier, IReadOnlyList<string> arguments)
    {
        var inputs = Parse(arguments, [], static _ => null, null!);
        foreach (var (name, value) in earlier.Entries) inputs.given.TryAdd(name, new(value));
        return inputs;
    }

    /// <summary>The same, with the variables of the environment.</summary>
    public InputArguments With(Func<string, string?> variables)
    {
        this.variables = variables;
        return this;
    }

    /// <summary>What is given for a workflow. Of the environment it takes only what the workflow declares.</summary>
    public IReadOnlyDictionary<string, GivenInput> For(CheckedWorkflow workflow)
    {
        var all = new Dictionary<string, GivenInput>(given, StringComparer.OrdinalIgnoreCase);
        foreach (var input in workflow.Inputs)
        {
            if (all.ContainsKey(input.Name)) continue;
            var variable = VariablePrefix + input.Name.Replace('-', '_').ToUpperInvariant();
            if (variables(variable) is { } value) all[input.Name] = new(Value.From(value)) { Origin = variable, IsText = true };
        }

        return all;
    }

    /// <summary>All that is given, for a script: it declares none.</summary>
    public IValueObject Undeclared()
    {
        var all = new ValueObject();
        foreach (var (name, input) in given) all[name] = input.Value;
        return all;
    }

    void ReadFile(string file, Surroundings around)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(Path.Combine(around.WorkingDirectory, file), diagnostics, file);
        var values = source is null ? null : YamlData.ReadMapping(source, diagnostics);
        if (values is null || diagnostics.HasErrors)
        {
            DiagnosticPrinter.Print(diagnostics, around);
            throw new UsageException($"--inputs-file {file} cannot be used", null);
        }

        foreach (var each in values) given[each.Name] = new(each.Value) { Origin = each.Location.ToString(), Written = each.Text };
    }
}
