using Runner.Cli.Tests.Fixtures;
using Runner.Workflows.Expressions;

namespace Runner.Cli.Tests.Documentation;

public sealed class FunctionPageTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    /// <summary>Rewritten as the goldens are, with <c>RUNNER_REWRITE_GOLDENS=1</c>.</summary>
    [Fact]
    public void Page_of_the_functions_is_what_the_program_prints()
    {
        var file = Path.Combine(Page.Root, "docs/FUNCTIONS.md");

        shell.Run("eval", "--functions", "--markdown").ShouldBe(0, shell.Error);

        if (Environment.GetEnvironmentVariable("RUNNER_REWRITE_GOLDENS") == "1") File.WriteAllText(file, shell.Out);
        File.ReadAllText(file).ShouldBe(shell.Out);
    }

    [Fact]
    public void Eval_lists_every_function_with_its_example()
    {
        shell.Run("eval", "--functions").ShouldBe(0, shell.Error);

        var lines = shell.Out.Split('\n');
        foreach (var function in FunctionRegistry.Default.All) lines.ShouldContain(function.Signature);
        shell.Out.ShouldContain("  length(fromJSON('[80, 443]'))  ->  2\n");
    }

    [Fact]
    public void Eval_refuses_an_expression_beside_the_list()
    {
        shell.Run("eval", "1 < 2", "--functions").ShouldBe(2);
        shell.Error.ShouldStartWith("error: --functions lists all functions");
    }
}
