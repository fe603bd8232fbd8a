using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>From wherever it is called, under whatever name.</summary>
public sealed class PlaceTests : IDisposable
{
    const string Check = """
        steps:
          - { id: stub, uses: http.serve, with: { routes: [{ path: / }] } }
          - { uses: http.get, with: { url: "${{ steps.stub.result.url }}/" } }
        """;

    readonly Workplace here = new("runner e2e ünï-");

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task The_launcher_runs_from_another_folder()
    {
        var ended = await here.Write("wörk flows/checks & more.yaml", Check).RunProgramAsync(Repository.Launcher, "run", "wörk flows/checks & more.yaml");
        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        ended.Out.ShouldContain("wörk flows/checks & more.yaml");
        ended.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_launcher_runs_through_links()
    {
        File.CreateSymbolicLink(here["first link"], Repository.Launcher);
        File.CreateSymbolicLink(here["runner"], "first link");
        var ended = await here.Write("check.yaml", Check).RunProgramAsync(here["runner"], "run", "check.yaml");
        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
    }

    [Fact]
    public async Task The_program_needs_no_home_that_it_can_write_to()
    {
        here.With("HOME", "/dev/null/home").With("XDG_CACHE_HOME", "/dev/null/cache").With("XDG_STATE_HOME", "/dev/null/state")
            .Write("runner.yaml", $"plugins: [\"{Repository.DnsPlugin}\"]").Write("check.yaml", Check + "\n  - { uses: names.lookup, with: { name: localhost } }");
        var ended = await here.RunAsync("run", "check.yaml");
        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        ended.ShouldHaveNoTrace();
    }

    [Fact]
    public async Task The_program_needs_no_home_at_all()
    {
        var ended = await here.With("HOME", null).With("XDG_CACHE_HOME", null).With("XDG_STATE_HOME", null).Write("check.yaml", Check).RunAsync("run", "check.yaml");
        ended.ExitCode.ShouldBe(0, ended.Error + ended.Out);
        ended.Error.ShouldBeEmpty();
    }
}
