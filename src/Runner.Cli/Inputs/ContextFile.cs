using System.Text.Json;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions.Answering;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Cli.Inputs;

/// <summary>A JSON file with contexts for an expression: an object of names and values.</summary>
static class ContextFile
{
    /// <summary>The contexts.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is not such an object.</exception>
    public static IValueObject Read(string path, Surroundings around)
    {
        DiagnosticBag diagnostics = [];
        if (SourceFile.Read(Path.Combine(around.WorkingDirectory, path), diagnostics, path) is not { } source)
        {
            var why = diagnostics.First();
            throw new UsageException($"{path}: {why.Message}", why.Code == DiagnosticCodes.NotText ? "contexts are a JSON file, saved as UTF-8" : null);
        }

        Value contexts;
        try
        {
            contexts = ValueJson.Parse(source.Content);
        }
        catch (JsonException e)
        {
            throw new UsageException($"{path}{PlaceOf(e)}: this is not JSON: {JsonProblem.Reason(e)}", null);
        }

        if (contexts.Kind != ValueKind.Object) throw new UsageException($"{path}: contexts are a JSON object of names and values", """write { "inputs": { "region": "eu" } }""");
        foreach (var (name, _) in contexts.AsObject().Entries)
        {
            if (ContextScope.WhyUnusable(name) is { } why) throw new UsageException($"{path}: no expression can name the context `{name}`", why);
        }

        return contexts.AsObject();
    }

    static string PlaceOf(JsonException e) => JsonProblem.Place(e) is var (line, at) ? $":{line}:{at}" : "";
}
