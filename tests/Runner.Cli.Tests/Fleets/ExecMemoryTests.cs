using Runner.Cli.Fleets;

namespace Runner.Cli.Tests.Fleets;

public sealed class ExecMemoryTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-memory-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    ExecMemory Memory(string? state = null, string workingDirectory = "/somewhere") => ExecMemory.Of(new(Stream.Null, Stream.Null)
    {
        WorkingDirectory = workingDirectory,
        Variables = name => name == "XDG_STATE_HOME" ? state ?? folder : null,
    });

    static RememberedExec Ran(string command, params string[] failed) =>
        new(new() { Pattern = "web", Command = ["sh", "-c", command], Options = new Dictionary<string, IReadOnlyList<string>> { ["--forks"] = ["5"], ["--sudo"] = [] } }, failed, DateTimeOffset.UnixEpoch);

    [Fact]
    public void Commands_are_remembered_the_last_first()
    {
        Memory().Read().ShouldBeEmpty();
        Memory().Remember(Ran("a", "web1"));
        Memory().Remember(Ran("b"));

        var known = Memory().Read();
        known.Select(each => each.Arguments.Command[2]).ShouldBe(["b", "a"]);
        known[1].Failed.ShouldBe(["web1"]);
        known[1].Arguments.ToWords().ShouldBe(["--forks", "5", "--sudo", "web", "--", "sh", "-c", "a"]);
        known[1].At.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void A_command_is_remembered_once_and_not_for_ever()
    {
        for (var i = 0; i < 30; i++) Memory().Remember(Ran("c" + i));
        Memory().Remember(Ran("c20", "web9"));

        var known = Memory().Read();
        known.Count.ShouldBe(20);
        known[0].Failed.ShouldBe(["web9"]);
        known.Count(each => each.Arguments.Command[2] == "c20").ShouldBe(1);
    }

    [Fact]
    public void Folders_have_memories_of_their_own()
    {
        Memory().Remember(Ran("a", "web1"));
        Memory(workingDirectory: "/elsewhere").Read().ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_user_can_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("there are no such permissions");
            return;
        }

        Memory().Remember(Ran("a"));

        var file = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(file)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Without_a_home_nothing_is_remembered()
    {
        var memory = Memory(state: "not/absolute");
        memory.Exists.ShouldBeFalse();
        memory.Remember(Ran("a"));
        memory.Read().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "commands": [ { "command": 3 } ] }""")]
    public void A_file_of_something_else_is_told_and_replaced(string text)
    {
        Memory().Remember(Ran("a"));
        var file = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(file, text);

        Should.Throw<UsageException>(() => Memory().Read()).Message.ShouldContain("is not what `runner exec` wrote there");
        Memory().Remember(Ran("b"));
        Memory().Read().ShouldHaveSingleItem();
    }
}
