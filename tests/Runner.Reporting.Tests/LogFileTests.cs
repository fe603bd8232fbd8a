using Runner.Engine.Events;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

public sealed class LogFileTests : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("runner-log-");

    public void Dispose() => directory.Delete(recursive: true);

    string At(string name) => Path.Combine(directory.FullName, name);

    static void WriteLog(string path, params RunEvent[] events)
    {
        using var log = LogFile.Create(path);
        foreach (var runEvent in events) log.Observe(runEvent);
        log.WriteFailure.ShouldBeNull();
    }

    static List<RunEvent> Read(string path)
    {
        using var reader = new StreamReader(path);
        return [.. NdjsonReader.Read(reader)];
    }

    [Fact]
    public void Log_file_holds_the_events_and_is_for_its_owner_only()
    {
        WriteLog(At("run.ndjson"), Started, new JobStarted("main"));

        Read(At("run.ndjson")).Select(read => read.GetType()).ShouldBe([typeof(RunStarted), typeof(JobStarted)]);
        directory.GetFiles().ShouldHaveSingleItem();
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(At("run.ndjson")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Line_can_be_read_as_soon_as_it_is_written()
    {
        using var log = LogFile.Create(At("run.ndjson"));
        log.Observe(new JobStarted("main"));

        Read(At("run.ndjson")).ShouldHaveSingleItem();
    }

    [Fact]
    public void Earlier_log_is_replaced_and_never_mixed_with()
    {
        using var first = LogFile.Create(At("run.ndjson"));
        first.Observe(new JobStarted("first"));
        using var second = LogFile.Create(At("run.ndjson"));
        first.Observe(new JobStarted("first again"));
        second.Observe(new JobStarted("second"));

        Read(At("run.ndjson")).ShouldHaveSingleItem().ShouldBeOfType<JobStarted>().Job.ShouldBe("second");
        first.WriteFailure.ShouldBeNull();
    }

    [Fact]
    public void Empty_file_is_replaced()
    {
        File.WriteAllText(At("empty"), "");
        WriteLog(At("empty"), new JobStarted("main"));
        Read(At("empty")).ShouldHaveSingleItem();
    }

    [Fact]
    public void File_that_is_no_log_is_left_alone()
    {
        File.WriteAllText(At("checks.yaml"), "steps: []\n");

        var error = Should.Throw<LogFileException>(() => LogFile.Create(At("checks.yaml")));

        error.Message.ShouldBe("Cannot write the log file '" + At("checks.yaml") + "': the file exists and is not a log of Runner; choose another name or remove it.");
        File.ReadAllText(At("checks.yaml")).ShouldBe("steps: []\n");
        directory.GetFiles().ShouldHaveSingleItem();
    }

    [Fact]
    public void Link_stays_a_link_and_its_target_is_replaced()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Links need a privilege on Windows.");
        WriteLog(At("target"), new JobStarted("old"));
        File.CreateSymbolicLink(At("link"), At("target"));

        WriteLog(At("link"), new JobStarted("new"));

        new FileInfo(At("link")).LinkTarget.ShouldNotBeNull();
        Read(At("target")).ShouldHaveSingleItem().ShouldBeOfType<JobStarted>().Job.ShouldBe("new");
    }

    [Fact]
    public void Device_is_written_to_and_not_replaced()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no /dev on Windows.");
        WriteLog("/dev/null", new JobStarted("main"));
        new FileInfo("/dev/null").Length.ShouldBe(0);
    }

    [Fact]
    public void File_that_cannot_be_made_is_refused_with_the_reason()
    {
        Should.Throw<LogFileException>(() => LogFile.Create(At("no/such/run.ndjson"))).Message.ShouldEndWith("': its directory does not exist.");
        Should.Throw<LogFileException>(() => LogFile.Create(directory.FullName)).Message.ShouldEndWith("': it is a directory.");
        Should.Throw<LogFileException>(() => LogFile.Create(At(new string('x', 5000)))).InnerException.ShouldNotBeNull();
    }

    [Fact]
    public void Full_disk_is_reported_and_does_not_end_the_run()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("There is no /dev/full here.");
        using var log = LogFile.Create("/dev/full");

        log.Observe(new JobStarted("main"));
        log.Observe(new JobStarted("main"));

        log.WriteFailure.ShouldNotBeNull().Message.ShouldStartWith("Cannot write the log file '/dev/full': ");
    }
}
