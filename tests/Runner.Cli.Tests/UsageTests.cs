using System.Diagnostics;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("validate", "-h")]
    [InlineData("plugins", "-?")]
    [InlineData("fmt", "--help")]
    [InlineData("new", "--help")]
    [InlineData("new", "workflow", "--help")]
    [InlineData("plugins", "show", "--help")]
    [InlineData("plugins", "manifest", "--help")]
    [InlineData("completion", "--help")]
    [InlineData("exec", "--help")]
    [InlineData("hosts", "--help")]
    [InlineData("hosts", "check", "--help")]
    [InlineData("import", "--help")]
    [InlineData("import", "curl", "--help")]
    [InlineData("import", "har", "--help")]
    [InlineData("import", "postman", "--help")]
    [InlineData("import", "http", "--help")]
    public void Help_ends_with_examples_that_can_be_typed(params string[] arguments)
    {
        shell.Run(arguments).ShouldBe(0, shell.Error);
        var examples = shell.Out.Split("Examples:\n")[1].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        examples.ShouldNotBeEmpty();
        examples.ShouldAllBe(line => line.Contains("runner ") && line.Contains("  # "));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("validate")]
    [InlineData("plugins")]
    [InlineData("eval")]
    [InlineData("explain")]
    [InlineData("fmt")]
    [InlineData("new")]
    [InlineData("import")]
    [InlineData("completion")]
    [InlineData("exec")]
    [InlineData("hosts")]
    public void Every_command_is_in_the_help(string command)
    {
        shell.Run("--help").ShouldBe(0);
        shell.Out.ShouldContain($"  {command}");
    }

    [Theory]
    [InlineData("help: did you mean `runner run`?", "rnu", "x.yaml")]
    [InlineData("help: did you mean `runner validate`?", "valdate")]
    [InlineData("help: did you mean `runner plugins show`?", "plugins", "shwo")]
    [InlineData("help: did you mean `runner run --input`?", "run", "x.yaml", "--inptu", "a=b")]
    [InlineData("help: did you mean `runner run --log-file`?", "run", "x.yaml", "--logfile", "b")]
    [InlineData("help: `runner validate --help` shows how it is used", "validate", "--severe", "x.yaml")]
    [InlineData("error: there is no option `--severe`", "validate", "--severe", "x.yaml")]
    [InlineData("help: `runner run --help` shows how it is used", "run")]
    [InlineData("help: `runner --help` shows how it is used")]
    [InlineData("'xml'", "run", "x.yaml", "--log", "xml")]
    [InlineData("'tcsh'", "completion", "tcsh")]
    [InlineData("help: did you mean `runner fmt --check`?", "fmt", "--chek", "x.yaml")]
    [InlineData("'ftp'", "new", "workflow", "--template", "ftp")]
    public void A_command_line_that_is_wrong_ends_with_2_and_says_what_would_be_right(string said, params string[] arguments)
    {
        shell.Run(arguments).ShouldBe(2);
        shell.Error.ShouldContain(said);
        shell.Error.ShouldStartWith("error: ");
        shell.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Completion_prints_a_script_that_its_shell_can_read(string name)
    {
        shell.Run("completion", name).ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("[suggest:");
        if (!File.Exists($"/bin/{name}") && !File.Exists($"/usr/bin/{name}") || name is "pwsh") return;
        shell.Write("script", shell.Out);
        using var checking = Process.Start(new ProcessStartInfo(name, ["-n", shell.PathOf("script")]) { RedirectStandardError = true })!;
        var complaint = checking.StandardError.ReadToEnd();
        checking.WaitForExit();
        complaint.ShouldBeEmpty();
        checking.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("runner ru", "run")]
    [InlineData("runner plugins ", "show")]
    [InlineData("runner run --log ", "json")]
    [InlineData("runner completion ", "bash")]
    [InlineData("runner fmt --ch", "--check")]
    [InlineData("runner new ", "workflow")]
    [InlineData("runner import ", "postman")]
    [InlineData("runner import har --on", "--only-host")]
    [InlineData("runner run x.yaml --as", "--as-curl")]
    [InlineData("runner new workflow --template ", "http")]
    [InlineData("runner run x.yaml --env", "--env-file")]
    public void Completion_is_answered_by_the_program_itself(string line, string suggestion)
    {
        shell.Run($"[suggest:{line.Length}]", line).ShouldBe(0, shell.Error);
        shell.Out.Split('\n', StringSplitOptions.TrimEntries).ShouldContain(suggestion);
        shell.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Version_is_a_number()
    {
        shell.Run("--version").ShouldBe(0);
        Version.TryParse(shell.Out.Trim().Split('+')[0], out _).ShouldBeTrue(shell.Out);
    }
}
