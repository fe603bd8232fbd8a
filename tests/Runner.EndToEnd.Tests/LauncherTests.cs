using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>The script that people call, beside a build that takes a second instead of a minute.</summary>
public sealed class LauncherTests : IDisposable
{
    readonly Workplace here = new();

    public LauncherTests()
    {
        File.Copy(Repository.Launcher, here["runner"]);
        here.Write("global.json", "{}").Write("a.props", "").Write("src/a.cs", "").Write("plugins/b.cs", "").Write("build.sh", """
            #!/bin/sh
            cd "$(dirname "$0")"
            echo building >> builds
            sleep 1
            mkdir -p artifacts/runner
            printf '#!/bin/sh\necho "ran $*"\n' > artifacts/runner/runner
            chmod +x artifacts/runner/runner
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(here["build.sh"], (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => here.Dispose();

    int Builds => File.ReadAllLines(here["builds"]).Length;

    [Fact]
    public async Task First_calls_side_by_side_build_once_and_all_run()
    {
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => here.RunProgramAsync(here["runner"], "run", $"{number} a")));

        calls.Select(call => (call.ExitCode, call.Out)).ShouldBe(Enumerable.Range(0, 4).Select(number => (0, $"ran run {number} a\n")));
        Builds.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_builds_again_when_a_source_is_newer()
    {
        await here.RunProgramAsync(here["runner"]);
        await here.RunProgramAsync(here["runner"]);
        Builds.ShouldBe(1);
        File.SetLastWriteTimeUtc(here["src/a.cs"], DateTime.UtcNow.AddMinutes(1));
        await here.RunProgramAsync(here["runner"]);
        Builds.ShouldBe(2);
    }

    [Fact]
    public async Task A_build_that_fails_is_the_calls_exit_code()
    {
        here.Write("build.sh", "#!/bin/sh\necho 'runner: the build failed' >&2\nexit 2\n");
        var call = await here.RunProgramAsync(here["runner"], "run");
        call.ShouldBe(new Ended(2, "", "runner: the build failed\n"));
    }
}
