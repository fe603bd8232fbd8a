using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Configuration;

namespace Runner.Workflows.Schema;

/// <summary>
/// The JSON Schema of workflow files: what editors complete, document and check by. It accepts every file that the checker
/// accepts, and refuses most mistakes that can be seen without looking at more than one place of a file.
/// </summary>
public static class WorkflowSchema
{
    // Draft 7, although there are later ones: it is what the YAML language server reads best, and every other tool reads it too.
    const string Draft = "http://json-schema.org/draft-07/schema#";

    static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema, as it is written to a file: the same text for the same actions.</summary>
    /// <param name="plugins">The plugins' actions; Runner's own are added.</param>
    /// <param name="policy">What may not be used, and so is not in the schema; null allows everything.</param>
    public static string Write(IActionCatalogue plugins, ActionPolicy? policy = null)
    {
        var usable = new CatalogueWithBuiltIns(plugins).Actions.Where(action => policy?.DenialOf(action.Name, action.Plugin) is null)
            .OrderBy(action => !action.IsBuiltIn).ThenBy(action => action.Name, StringComparer.Ordinal);
        var actions = new ActionDefinitions([.. usable]);
        var schema = new JsonObject { ["$schema"] = Draft, ["title"] = "Runner workflow", ["description"] = "Made by `runner schema`; do not edit." };
        foreach (var (key, value) in WorkflowKeys.Workflow()) schema[key] = value?.DeepClone();
        schema["definitions"] = new JsonObject(Definitions(actions).Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value)));
        return schema.ToJsonString(Layout) + "\n";
    }

    static IEnumerable<KeyValuePair<string, JsonObject>> Definitions(ActionDefinitions actions) =>
    [
        new("job", JobKeys.Job()),
        new("step", StepKeys.Step(actions)),
        new("input", InputKeys.Input()),
        new("items", InputKeys.Items()),
        new("output", CommonKeys.Output()),
        new("retry", CommonKeys.Retry()),
        new("schedule", ScheduleKeys.Schedule()),
        new("defaults", CommonKeys.Defaults()),
        new("matrix", CommonKeys.Matrix()),
        .. actions.Definitions(),
    ];
}
