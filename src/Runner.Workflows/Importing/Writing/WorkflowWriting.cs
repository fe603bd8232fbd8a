using System.Text;
using System.Text.RegularExpressions;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Formatting;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Importing;

/// <summary>Writes what was imported as a workflow file.</summary>
static partial class WorkflowWriting
{
    /// <summary>The result of an import.</summary>
    public static ImportResult Write(string source, ImportedWorkflow workflow, ImportOptions options, ImportedSecrets secrets, ImportNotes notes)
    {
        var requests = workflow.Requests;
        var names = requests.Select(StepNames.NameOf).ToList();
        var ids = StepNames.IdsOf(requests, names);
        var bases = BaseUrl.Of(requests);
        var shaper = new RequestShaper(options.Capabilities, secrets, notes);
        // Twice: a secret may be met in a later request than its first use, and only a step that others name has an id.
        var draft = YamlWriter.Write(new YamlMap().Add("steps", Steps(static _ => true)));
        var named = StepReference().Matches(draft).Select(match => match.Groups["id"].Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var steps = Steps(named.Contains);

        var document = new YamlMap().Add("name", options.Name ?? workflow.Name);
        if (workflow.Description is { } description && description.Trim().Length > 0) document.Add("description", description.Trim());
        AddInputs(document, workflow);
        if (secrets.All.Count > 0) document.Add("secrets", new YamlList([.. secrets.All.Select(secret => new YamlText(secret.Name))]));
        var env = new YamlMap { IsBlock = true };
        foreach (var (name, value) in workflow.Env) env.Add(name, value);
        foreach (var known in bases) env.Add(known.Name, known.Origin);
        if (env.Entries.Count > 0) document.Add("env", env);
        var text = YamlWriter.Write(document.Add("steps", steps));
        if (Encoding.UTF8.GetByteCount(text) > YamlLimits.FileSize)
        {
            throw new ImportException(source, $"the workflow would have {requests.Count:N0} steps and more than {YamlLimits.FileSize / 1048576} MiB, which is the most",
                options.OnlyHosts.Count == 0 && source.EndsWith(".har", StringComparison.OrdinalIgnoreCase) ? "--only-host takes a part of it" : "import it in parts");
        }

        // Whoever formats it later finds nothing to do.
        text = WorkflowFormatter.Format(new SourceText("import", text), new DiagnosticBag()) ?? text;
        return new(text, secrets.All, notes.Warnings, notes.Notes, requests.Count);

        YamlList Steps(Func<string, bool> isNamed) => new([.. requests.Select((request, i) => shaper.Shape(request, secrets.Hide(names[i]), isNamed(ids[i]) ? ids[i] : null, bases))]);
    }

    static void AddInputs(YamlMap document, ImportedWorkflow workflow)
    {
        if (workflow.Inputs.Count == 0) return;
        var inputs = new YamlMap { IsBlock = true };
        foreach (var input in workflow.Inputs)
        {
            var declaration = new YamlMap().Add("type", "string");
            // A default is taken as it is written.
            if (input.Default is { } value && !value.Contains("${{", StringComparison.Ordinal)) declaration.Add("default", value);
            else declaration.AddRaw("required", "true");
            if (input.Description is { } description && description.Trim().Length > 0) declaration.Add("description", Spaces().Replace(description.Trim(), " "));
            inputs.Add(input.Name, declaration);
        }

        document.Add("inputs", inputs);
    }

    [GeneratedRegex(@"steps\.(?<id>[\w-]+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex StepReference();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
