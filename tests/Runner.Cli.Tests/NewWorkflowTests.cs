using Runner.Cli.Templates;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class NewWorkflowTests : IDisposable
{
    readonly Shell shell = new();

    public static TheoryData<string> Templates => [.. WorkflowTemplate.All.Select(template => template.Name)];

    public void Dispose() => shell.Dispose();

    string Read(string path) => File.ReadAllText(shell.PathOf(path));

    [Theory]
    [MemberData(nameof(Templates))]
    public void Template_is_valid_and_formatted(string template)
    {
        foreach (var (file, arguments) in new (string, string[])[]
        {
            ("plain.yaml", []),
            ("odd.yaml", ["--name", "yes", "--url", "https://user:p%20w@[::1]:8443/a?b=c&d={e}#f", "--schema"]),
            ("quoted.yaml", ["--name", "It's: \"my\" #1 \\ check\t😀 "]),
        })
        {
            shell.Run(["new", "workflow", file, "--template", template, .. arguments]).ShouldBe(0, shell.Error);
            shell.Run("validate", file).ShouldBe(0, shell.Error + Read(file));
            shell.Run("fmt", "--check", "--diff", file).ShouldBe(0, shell.Out);
        }
    }

    [Fact]
    public void Help_names_every_template()
    {
        shell.Run("new", "workflow", "--help").ShouldBe(0, shell.Error);
        foreach (var template in WorkflowTemplate.All) shell.Out.ShouldContain($"{template.Name}: {template.Does}");
    }

    [Fact]
    public void New_workflow_in_a_pipe_takes_options_and_defaults_and_says_what_is_next()
    {
        shell.Input = "this is not read\n";
        shell.Run("new", "workflow").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("wrote  health-check.yaml\nnext   runner run health-check.yaml\n");
        Read("health-check.yaml").ShouldStartWith("name: health-check\ndescription: ");

        shell.Run("new", "workflow", "checks/my api", "--url", "http://localhost:1/x", "--template", "steps").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("made   checks/\nwrote  checks/my api.yaml\nnext   runner run 'checks/my api.yaml'\n");
        Read("checks/my api.yaml").ShouldBe("name: my api\n\nsteps:\n  - uses: http.get\n    with: { url: \"http://localhost:1/x\" }\n    expect: result.status == 200\n");
    }

    [Fact]
    public void New_workflow_asks_in_a_terminal_until_answers_are_right()
    {
        shell.Write("taken.yaml", "").With("NO_COLOR", "1");
        shell.IsTerminal = true;
        shell.Input = "taken\nmine\nftp\nsteps\nlocalhost\nhttps://example.com/mine\n";
        shell.Run("new", "workflow").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("""
            File [health-check.yaml]:   taken.yaml exists; take another name, or replace it with --force
            File [health-check.yaml]: Template (http: a health check of a URL; steps: the least that runs; each: several paths at once, and word of what failed; login: log in, keep the token, use it) [http]:   there are http, steps, each, login
            Template (http: a health check of a URL; steps: the least that runs; each: several paths at once, and word of what failed; login: log in, keep the token, use it) [http]: URL [https://example.com/]:   'localhost' is no URL; one looks like https://example.com/health
            URL [https://example.com/]: wrote  mine.yaml
            next   runner run mine.yaml

            """);
        Read("mine.yaml").ShouldContain("url: \"https://example.com/mine\"");
    }

    [Fact]
    public void New_workflow_asks_only_for_what_is_not_given_and_takes_empty_answers_for_defaults()
    {
        shell.IsTerminal = true;
        shell.Input = "\n";
        shell.Run("new", "workflow", "a", "--template", "login").ShouldBe(0, shell.Error);
        shell.Out.ShouldStartWith("\e[1mURL\e[0m \e[2m[https://api.example.com]\e[0m: wrote  a.yaml\n");
    }

    [Fact]
    public void New_workflow_writes_nothing_when_the_input_ends()
    {
        shell.IsTerminal = true;
        shell.Run("new", "workflow").ShouldBe(130);
        shell.Error.ShouldBe("error: no answer came, and nothing was written\n");
        Directory.GetFileSystemEntries(shell.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void New_workflow_replaces_a_file_only_by_force()
    {
        shell.Write("a.yaml", "mine").Run("new", "workflow", "a.yaml").ShouldBe(2);
        shell.Error.ShouldBe("error: a.yaml exists; take another name, or replace it with --force\n");
        Read("a.yaml").ShouldBe("mine");
        shell.Run("new", "workflow", "a", "--force").ShouldBe(0, shell.Error);
        Read("a.yaml").ShouldStartWith("name: a\n");
    }

    [Fact]
    public void New_workflow_names_the_schema_where_there_is_one()
    {
        shell.Write("with/workflow.schema.json", "{}").Run("new", "workflow", "with/a").ShouldBe(0, shell.Error);
        Read("with/a.yaml").ShouldStartWith("# yaml-language-server: $schema=./workflow.schema.json\nname: a\n");
    }

    [Theory]
    [InlineData("a.txt: a workflow's file ends with .yaml or .yml", "a.txt")]
    [InlineData("runner.yaml is Runner's configuration", "runner.yaml")]
    [InlineData("'checks/' names a folder", "checks/")]
    [InlineData("'localhost:80' is no URL", "a", "--url", "localhost:80")]
    [InlineData("no expression can stand", "a", "--url", "https://${{ env.HOST }}/")]
    [InlineData("no expression can stand in it", "a", "--name", "${{ env.HOST }}")]
    [InlineData("the name is empty", "a", "--name", " ")]
    public void New_workflow_refuses_what_would_not_work(string said, params string[] arguments)
    {
        shell.Run(["new", "workflow", .. arguments]).ShouldBe(2);
        shell.Error.ShouldStartWith("error: ");
        shell.Error.ShouldContain(said);
        Directory.GetFileSystemEntries(shell.Folder).ShouldBeEmpty();
    }
}
