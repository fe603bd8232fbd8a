using System.Text;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Reading;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>An API whose operations are steps, each with its name.</summary>
sealed class StepApi
{
    readonly Dictionary<string, StepOperation> byName;

    StepApi(ApiModel model, IReadOnlyList<StepOperation> operations, IReadOnlyList<string> notes)
    {
        (Model, Operations, Notes) = (model, operations, notes);
        byName = operations.ToDictionary(static operation => operation.Name, StringComparer.Ordinal);
    }

    /// <summary>The API.</summary>
    public ApiModel Model { get; }

    /// <summary>Its operations, in the document's order.</summary>
    public IReadOnlyList<StepOperation> Operations { get; }

    /// <summary>What is odd about the document.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The operation of a name; null when there is none.</summary>
    public StepOperation? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Names the operations, and leaves out those that the entry does not want.</summary>
    /// <exception cref="ActionSourceException">A pattern of the entry fits nothing.</exception>
    public static StepApi Of(ReadApi read, ActionSourceEntry entry)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        // An id that is used as it is comes before one that has to be changed to it.
        foreach (var operation in read.Api.Operations)
            if (operation.Id is { } id && id == Cleaned(id)) taken.Add(id);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var operations = new List<StepOperation>();
        foreach (var operation in read.Api.Operations)
        {
            var name = operation.Id is { } id ? Cleaned(id) : "";
            var isOwn = name.Length > 0 && name == operation.Id && kept.Add(name);
            if (!isOwn && (name.Length == 0 || !taken.Add(name)))
            {
                var words = WordsOf(operation);
                name = words;
                for (var number = 2; !taken.Add(name); number++) name = $"{words}-{number}";
            }

            operations.Add(new(name, operation));
        }

        foreach (var pattern in entry.Include.Concat(entry.Exclude))
            if (!operations.Exists(operation => OperationFilter.Fits(pattern, operation))) throw new ActionSourceException($"`{pattern}` fits no tag, path or operation of the document");
        if (entry.Include.Count > 0) operations.RemoveAll(operation => !entry.Include.Any(pattern => OperationFilter.Fits(pattern, operation)));
        operations.RemoveAll(operation => entry.Exclude.Any(pattern => OperationFilter.Fits(pattern, operation)));
        return new(read.Api, operations, [.. read.Warnings.Select(static warning => warning.ToString())]);
    }

    /// <summary>An id as it can stand in a workflow: what else there is becomes a dash.</summary>
    static string Cleaned(string id)
    {
        var name = new StringBuilder(id.Length);
        foreach (var letter in id)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' || (letter == '-' && name.Length > 0)) name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }

        var cleaned = name.ToString().Trim('-', '.').TrimStart('_');
        // Not to be taken for the path of a workflow.
        return cleaned.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || cleaned.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) ? cleaned.Replace('.', '-') : cleaned.Length <= 200 ? cleaned : cleaned[..200].TrimEnd('-', '.');
    }

    /// <summary>The method and the words of the path: <c>getPetsByPetId</c>.</summary>
    static string WordsOf(ApiOperation operation)
    {
        var name = new StringBuilder(operation.Method.ToLowerInvariant());
        foreach (var part in operation.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '{') name.Append("By");
            var begins = true;
            foreach (var letter in part)
            {
                if (char.IsAsciiLetterOrDigit(letter)) name.Append(begins ? char.ToUpperInvariant(letter) : letter);
                begins = !char.IsAsciiLetterOrDigit(letter);
            }
        }

        return Cleaned(name.ToString()) is { Length: > 0 } words ? words : "operation";
    }
}
