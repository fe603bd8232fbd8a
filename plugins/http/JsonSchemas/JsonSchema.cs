using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>
/// A JSON Schema, ready to check values: draft 2020-12 and draft-07 (and 06, which is part of it). Without <c>$schema</c> it is read as
/// 2020-12. <c>format</c> is checked for the formats that are known; others say nothing. It is immutable and safe to use from several
/// threads.
/// </summary>
/// <remarks>
/// Nothing is fetched: a <c>$ref</c> leads to a place in the same schema or to a file; where a schema's <c>$id</c> is an address, what
/// lies beside that address is looked for beside the file.
/// </remarks>
/// <example><code>
/// var schema = JsonSchema.Load("user.schema.json");
/// var report = schema.Check(response.Json);
/// foreach (var violation in report.Violations) Console.WriteLine(violation);
/// </code></example>
public sealed class JsonSchema
{
    readonly SchemaNode root;

    internal JsonSchema(SchemaNode root, IReadOnlyList<string> files)
    {
        this.root = root;
        Files = files;
    }

    /// <summary>The files that it was read from.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads a schema from a file of JSON.</summary>
    /// <exception cref="SchemaException">It is no schema that can be used; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static JsonSchema Load(string path) => SchemaCompiler.CompileFile(Path.GetFullPath(path));

    /// <summary>Takes a schema as it is.</summary>
    /// <param name="schema">The schema: an object, or true or false.</param>
    /// <param name="folder">Where files that it refers to are looked for; null for the current directory.</param>
    /// <exception cref="SchemaException">It is no schema that can be used; the message says where and why.</exception>
    public static JsonSchema From(JsonElement schema, string? folder = null) =>
        SchemaCompiler.CompileInline(schema.Clone(), Path.GetFullPath(folder ?? "."));

    /// <summary>Checks a value.</summary>
    /// <exception cref="SchemaException">The schema refers to itself without end, or a pattern of it takes too long.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public SchemaReport Check(JsonElement value, CancellationToken cancel = default)
    {
        var run = new SchemaRun(SchemaReport.MostKept, cancel);
        root.Check(value, run, null);
        return new(run.Findings.Kept, run.Findings.Count);
    }
}
