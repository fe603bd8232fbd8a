using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Fixtures;

/// <summary>A workflow that was compiled against <see cref="TestCatalogue"/>, and what was found wrong with it.</summary>
sealed record Compilation(SourceText Source, CheckedWorkflow? Workflow, IReadOnlyList<Diagnostic> Diagnostics)
{
    public static Compilation Of(string text, string path = "test.yaml") => Of(new SourceText(path, text));

    public static Compilation Of(SourceText source)
    {
        var found = new DiagnosticBag();
        var workflow = WorkflowCompiler.Compile(source, TestCatalogue.Instance, found);
        return new(source, workflow, [.. found]);
    }

    /// <summary>What was found wrong, but for names that nothing uses: they may be there for the test alone.</summary>
    public IEnumerable<Diagnostic> Findings => Diagnostics.Where(diagnostic => diagnostic.Code != DiagnosticCodes.UnusedName);

    /// <summary>The workflow, which must be right.</summary>
    public static CheckedWorkflow Right(string text)
    {
        var compiled = Of(text);
        compiled.Findings.ShouldBeEmpty();
        return compiled.Workflow.ShouldNotBeNull();
    }

    /// <summary>The only thing that is wrong with a workflow.</summary>
    public static Diagnostic Wrong(string text) => Of(text).Diagnostics.ShouldHaveSingleItem();
}
