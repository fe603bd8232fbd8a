using System.Globalization;
using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests.BuiltIn;

/// <summary>What is left of a program's processes: real ones, found in /proc by an argument that only this test uses.</summary>
public sealed class ProcessTreeTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-tree-");

    // A number of seconds that nobody else sleeps.
    readonly string nap = string.Create(CultureInfo.InvariantCulture, $"{Random.Shared.Next(100_000, 900_000)}.{Random.Shared.Next(100_000, 900_000)}");

    public ProcessTreeTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");

    public void Dispose()
    {
        foreach (var process in Living()) Kill(process);
        folder.Delete(recursive: true);
    }

    /// <summary>Processes that sleep that long and have not ended.</summary>
    List<int> Living() => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
        .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(id => Read($"/proc/{id}/cmdline").Contains(nap, StringComparison.Ordinal) && !Read($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal))];

    static void Kill(int id)
    {
        try
        {
            System.Diagnostics.Process.GetProcessById(id).Kill();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Runs a shell's script and does something as soon as so many processes sleep.</summary>
    async Task<Recording> RunAsync(string script, int sleepers, Action<Bench> then, string step = "")
    {
        File.WriteAllText(Path.Combine(folder.FullName, "script"), "echo $$ > pid\n" + script.Replace("NAP", nap));
        var bench = new Bench();
        var running = bench.RunAsync($"steps:\n  - id: run\n    uses: exec\n    with: {{ command: [sh, script], directory: {folder.FullName} }}\n{step}");
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (Living().Count < sleepers && DateTime.UtcNow < deadline) await Task.Delay(20, TestContext.Current.CancellationToken);
        Living().Count.ShouldBeGreaterThanOrEqualTo(sleepers);
        then(bench);
        return await running;
    }

    [Fact]
    public async Task A_timeout_ends_the_program_and_all_that_it_started_wherever_they_went()
    {
        var run = await RunAsync("""
            sleep NAP &
            nohup sleep NAP >/dev/null 2>&1 &
            setsid sleep NAP &
            (setsid sh -c 'sleep NAP & exec sleep NAP' &)
            env -i /bin/sleep NAP &
            sleep NAP
            """, 7, bench => bench.Time.Advance(TimeSpan.FromSeconds(5)), "    timeout: 5s\n");

        run.Step("run").Error.ShouldNotBeNull().Kind.ShouldBe("timeout");
        Living().ShouldBeEmpty();
        IsZombie().ShouldBeFalse();
        run.Of<StepLogged>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Processes_that_do_not_listen_are_killed()
    {
        var run = await RunAsync("""
            trap '' TERM INT HUP
            setsid sh -c 'trap "" TERM; while :; do sleep NAP; done' &
            while :; do sleep NAP; done
            """, 2, bench => bench.Stop.Cancel());

        run.Outcomes.ShouldBe("run=Cancelled");
        Living().ShouldBeEmpty();
        IsZombie().ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_may_clean_up_before_it_ends()
    {
        await RunAsync("""
            trap 'echo cleaned > cleaned; exit 0' TERM
            sleep NAP &
            wait
            """, 1, bench => bench.Stop.Cancel());

        File.Exists(Path.Combine(folder.FullName, "cleaned")).ShouldBeTrue();
        Living().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_stays_behind_does_not_hold_the_step()
    {
        var run = await RunAsync("echo started; setsid sleep NAP &", 1, _ => { }, "    expect: result.stdout == 'started'\n");

        run.Outcomes.ShouldBe("run=Success");
        run.Of<StepLogged>().ShouldHaveSingleItem().Message.ShouldStartWith("sh has ended, but a process that it started holds its output open");
        Living().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_stays_behind_with_its_output_elsewhere_is_nothing_to_tell()
    {
        var run = await RunAsync("setsid sleep NAP >/dev/null 2>&1 &", 1, _ => { });

        run.Outcomes.ShouldBe("run=Success");
        run.Of<StepLogged>().ShouldBeEmpty();
    }

    /// <summary>Whether the script's shell has ended, and nobody has asked for its exit code.</summary>
    bool IsZombie() => Read($"/proc/{File.ReadAllText(Path.Combine(folder.FullName, "pid")).Trim()}/stat").Contains($") Z {Environment.ProcessId} ", StringComparison.Ordinal);
}
