using Runner.Tests.Schema;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Schema;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Schema;

/// <summary>The schema and the checker look at the same files, and agree where a schema can have an opinion.</summary>
public sealed class SchemaCorpusTests : IDisposable
{
    /// <summary>Diagnostics of what stands in one place, which the schema finds too.</summary>
    static readonly string[] Visible =
    [
        DiagnosticCodes.UnknownKey, DiagnosticCodes.MissingKey, DiagnosticCodes.WrongType, DiagnosticCodes.ReservedKey,
        DiagnosticCodes.UnknownAction, DiagnosticCodes.UnknownInput, DiagnosticCodes.MissingInput, DiagnosticCodes.TextAroundCondition,
    ];

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_the_checker_accepts_the_schema_accepts()
    {
        var files = Files().Where(file => !Errors(file).Any()).ToList();
        files.Count.ShouldBeGreaterThan(60);

        var errors = await NodeScript.ValidateAsync(WriteSchema(), files);

        files.Zip(errors).Where(each => each.Second.Count > 0).Select(each => $"{each.First}: {string.Join(", ", each.Second)}").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_stands_wrong_in_one_place_the_schema_refuses()
    {
        // What is wrong with a call is seen in the file that is called, and with a schedule's inputs in what the file itself declares;
        // that one of two inputs is needed, the schema of an action does not say.
        string[] elsewhere = ["call-", "schedule-input-", "script-none"];
        var files = Files().Where(file => !elsewhere.Any(start => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal)) && Errors(file).Any(error => Visible.Contains(error.Code))).ToList();
        files.Count.ShouldBeGreaterThan(60);

        var errors = await NodeScript.ValidateAsync(WriteSchema(), files);

        files.Zip(errors).Where(each => each.Second.Count == 0).Select(each => Path.GetFileName(each.First)).ShouldBeEmpty();
    }

    string WriteSchema() => folder.Write("workflow.schema.json", WorkflowSchema.Write(TestCatalogue.Instance));

    static IEnumerable<string> Files() => new[] { Corpus.Valid, Corpus.Broken }.SelectMany(each => Directory.EnumerateFiles(each, "*.yaml")).Order(StringComparer.Ordinal);

    static IReadOnlyList<Diagnostic> Errors(string file)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(file, diagnostics, Path.GetRelativePath(".", file));
        if (source is not null) WorkflowCompiler.Compile(source, TestCatalogue.Instance, diagnostics);
        return [.. diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error)];
    }
}
