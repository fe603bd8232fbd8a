using Runner.Cli.Tests.Fixtures;
using Runner.Workflows.Diagnostics.Reference;

namespace Runner.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("RUN0203")]
    [InlineData("run203")]
    public void Explain_prints_the_page_of_a_code(string code)
    {
        shell.Run("explain", code).ShouldBe(0, shell.Error);
        shell.Out.ShouldStartWith("# RUN0203: a key is missing\n");
        shell.Out.ShouldContain("## Right");
    }

    [Fact]
    public void Explain_lists_every_code()
    {
        shell.Run("explain").ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ShouldBe(DiagnosticCatalogue.Codes);
    }

    [Fact]
    public void Explain_of_another_code_says_where_to_look()
    {
        shell.Run("explain", "RUN9999").ShouldBe(2);
        shell.Error.ShouldBe("error: there is no diagnostic `RUN9999`\nhelp: `runner explain` lists them\n");
    }

    [Fact]
    public void Explain_completes_codes()
    {
        shell.Run("[suggest:19]", "runner explain RUN01").ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.TrimEntries).ShouldContain("RUN0101");
    }
}
