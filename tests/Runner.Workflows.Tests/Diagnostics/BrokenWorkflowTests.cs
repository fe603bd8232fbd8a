using System.Reflection;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Fixtures;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Diagnostics;

/// <summary>
/// Every file of the folder Broken has one mistake; beside it stands all that Runner says about it. After a change of
/// messages, run the tests with <c>RUNNER_REWRITE_GOLDENS=1</c>: the expected texts are then written anew instead of
/// compared, and the difference is read in review.
/// </summary>
public sealed class BrokenWorkflowTests
{
    static readonly bool Rewrite = Environment.GetEnvironmentVariable("RUNNER_REWRITE_GOLDENS") == "1";

    static readonly SourceText Configuration = new("runner.yaml", "actions: { deny: [box.erase] }");

    /// <summary>What the runner.yaml of these workflows denies.</summary>
    static readonly ActionPolicy Policy = new([new("box.erase", new(Configuration, new(18, 9)))]);

    public static TheoryData<string> Names => [.. Corpus.NamesIn(Corpus.Broken)];

    public static TheoryData<string> ValidNames => [.. Corpus.NamesIn(Corpus.Valid)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Broken_workflow_is_told_as_expected(string name)
    {
        var expected = Path.Combine(Corpus.Broken, name + ".expected");
        var told = Told(name);

        told.ShouldNotBeEmpty();
        if (Rewrite) File.WriteAllText(expected, told);
        told.ShouldBe(File.ReadAllText(expected));
    }

    [Theory]
    [MemberData(nameof(ValidNames))]
    public void Valid_workflow_compiles_without_a_word(string name)
    {
        var path = Path.Combine(Corpus.Valid, name + ".yaml");

        Compilation.Of(File.ReadAllText(path), path).Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_is_shown_by_a_broken_workflow()
    {
        // These need a file that no repository should hold: SourceFileTests makes them. The last are the formatter's, a command's, and the C# compiler's.
        string[] elsewhere = [DiagnosticCodes.Unreadable, DiagnosticCodes.TooLarge, DiagnosticCodes.NotText, DiagnosticCodes.NotFormattable, DiagnosticCodes.InventoryCommand, DiagnosticCodes.ScriptError];
        var codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);
        var shown = Corpus.NamesIn(Corpus.Broken).SelectMany(name => Diagnostics(name).Select(diagnostic => diagnostic.Code));

        codes.Except(elsewhere).Except(shown).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Message_is_one_line_without_a_full_stop(string name)
    {
        foreach (var diagnostic in Diagnostics(name))
        {
            diagnostic.Message.ShouldNotContain('\n');
            diagnostic.Message.ShouldNotEndWith(".");
            diagnostic.Help?.ShouldNotContain('\n');
        }
    }

    static string Told(string name) => string.Join('\n', Diagnostics(name).Select(DiagnosticText.Format));

    /// <summary>The file of the folder inventories that is named as the workflow is; no inventory when there is none.</summary>
    static ProjectInventory InventoryOf(string name) => new(() =>
        [.. Directory.EnumerateFiles(Path.Combine(Corpus.Broken, "inventories"), name + ".*").Select(file => InventorySource.OfFile(file, $"inventories/{Path.GetFileName(file)}"))], static _ => null);

    static IReadOnlyList<Diagnostic> Diagnostics(string name)
    {
        var found = new DiagnosticBag();
        if (SourceFile.Read(Path.Combine(Corpus.Broken, name + ".yaml"), found, name + ".yaml") is { } source)
            WorkflowCompiler.Compile(source, TestCatalogue.Instance, found, Policy, InventoryOf(name));
        return [.. found];
    }
}
