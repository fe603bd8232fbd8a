using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Configuration;

public sealed class StoreKeyTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly DiagnosticBag diagnostics = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_path_is_relative_to_the_file() => Read("store: data/runs.db").Store.ShouldNotBeNull().Location.ShouldBe(Path.Combine(folder.Path, "data", "runs.db"));

    [Fact]
    public void A_mapping_says_where_and_for_how_long()
    {
        var store = Read("store: { location: postgresql://runner@db/runner, key: secret.key, keep: { for: 7d, failed-for: 14d, runs: 50 } }").Store.ShouldNotBeNull();

        diagnostics.ShouldBeEmpty();
        store.ShouldBe(new() { Location = "postgresql://runner@db/runner", KeyFile = Path.Combine(folder.Path, "secret.key"), KeepFor = TimeSpan.FromDays(7), KeepFailedFor = TimeSpan.FromDays(14), KeepRuns = 50 });
    }

    [Fact]
    public void Failures_are_kept_at_least_as_long_as_the_rest() => Read("store: { keep: { for: 365d } }").Store.ShouldNotBeNull().KeepFailedFor.ShouldBe(TimeSpan.FromDays(365));

    [Theory]
    [InlineData("store: [a]", "must be a path, a URL or a mapping", 1, 8)]
    [InlineData("store:", "`store` has no value", 1, 7)]
    [InlineData("store: .", "is a folder", 1, 8)]
    [InlineData("store: mysql://u:hush@db/x", "cannot be kept in `mysql://`", 1, 8)]
    [InlineData("store: postgresql://u:hush@db", "names no database", 1, 8)]
    [InlineData("store: { path: x }", "has no key `path`", 1, 10)]
    [InlineData("store: { keep: { for: 3 } }", "`for` cannot be '3'", 1, 23)]
    [InlineData("store: { keep: { failed-for: 1d } }", "is shorter than `for`", 1, 30)]
    [InlineData("store: { keep: { runs: 0 } }", "`runs` cannot be '0'", 1, 24)]
    public void What_is_wrong_is_told_with_its_place(string text, string problem, int line, int column)
    {
        Read(text);

        var diagnostic = diagnostics.ShouldHaveSingleItem();
        diagnostic.Message.ShouldContain(problem);
        $"{diagnostic.Message}{diagnostic.Help}".ShouldNotContain("hush");
        (diagnostic.Location.Start.Line, diagnostic.Location.Start.Column).ShouldBe((line, column));
    }

    RunnerConfiguration Read(string text) => RunnerConfiguration.Read(folder.Write("runner.yaml", text), diagnostics);
}
