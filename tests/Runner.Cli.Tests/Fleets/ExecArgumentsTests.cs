using System.CommandLine;
using Runner.Cli.Fleets;

namespace Runner.Cli.Tests.Fleets;

public sealed class ExecArgumentsTests
{
    static ExecArguments Parse(string line)
    {
        var command = new Command("exec")
        {
            new Argument<string?>("pattern") { Arity = ArgumentArity.ZeroOrOne }, new Argument<string[]>("command") { Arity = ArgumentArity.ZeroOrMore },
            new Option<int>("--forks", "-f") { DefaultValueFactory = _ => 50 }, new Option<bool>("--sudo"), new Option<string[]>("--env"), new Option<bool>("--retry-failed"),
        };
        return ExecArguments.Of(command.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("web -- uptime", "web", "uptime")]
    [InlineData("web -f 3 -- ls -l --color", "web", "ls -l --color")]
    [InlineData("-- uptime", null, "uptime")]
    [InlineData("web", "web", "")]
    [InlineData("--env A=1 web --sudo -- a -- b", "web", "a -- b")]
    public void Command_lines_are_taken_apart(string line, string? pattern, string command)
    {
        var arguments = Parse(line);
        arguments.Pattern.ShouldBe(pattern);
        string.Join(' ', arguments.Command).ShouldBe(command);
    }

    [Theory]
    [InlineData("web -f 3 --sudo --env A=1 --env B=2 -- ls -l")]
    [InlineData("--retry-failed")]
    public void Command_lines_come_out_as_they_went_in(string line)
    {
        var again = Parse(string.Join(' ', Parse(line).ToWords()));
        again.ToWords().ShouldBe(Parse(line).ToWords());
        again.ToWords().Order(StringComparer.Ordinal).ShouldBe(Parse(line).ToWords().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Values_of_variables_are_not_remembered()
    {
        var kept = Parse("web --env TOKEN=s3cret --env B= -- x").ToRemember(new HashSet<string>());
        kept.Options["--env"].ShouldBe(["TOKEN", "B"]);
    }

    [Fact]
    public void Options_of_one_run_are_not_remembered() =>
        Parse("web --retry-failed --sudo -- x").ToRemember(new HashSet<string> { "--retry-failed" }).Options.Keys.ShouldBe(["--sudo"]);

    [Fact]
    public void Later_options_take_the_place_of_earlier_ones()
    {
        var both = Parse("web -f 3 --env TOKEN --env B -- x").With(Parse("--retry-failed -f 5 --env TOKEN=new"));
        both.Pattern.ShouldBe("web");
        both.Command.ShouldBe(["x"]);
        both.Options["--forks"].ShouldBe(["5"]);
        both.Options["--env"].ShouldBe(["B", "TOKEN=new"]);
    }

    [Fact]
    public void The_same_command_on_the_same_hosts_is_the_same_work()
    {
        Parse("web -f 3 -- x").IsSameWork(Parse("web --sudo -- x")).ShouldBeTrue();
        Parse("web -- x").IsSameWork(Parse("web -- x y")).ShouldBeFalse();
        Parse("web -- x").IsSameWork(Parse("db -- x")).ShouldBeFalse();
    }
}
