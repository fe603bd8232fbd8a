using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>Runner's own workflows look as Runner would have them.</summary>
public sealed class FormattingTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Theory]
    [InlineData("workflows")]
    [InlineData("examples")]
    public async Task Workflows_of_the_repository_are_formatted(string folder)
    {
        var ended = await here.RunAsync("fmt", "--check", "--diff", Repository.PathOf(folder));

        ended.ExitCode.ShouldBe(0, ended.Out + ended.Error);
    }
}
