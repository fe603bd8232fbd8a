using Runner.Engine.Tests.Fixtures;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests.BuiltIn;

/// <summary>With real programs: a shell and what comes with every Unix.</summary>
public sealed class ExecTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-exec-");

    public ExecTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");

    public void Dispose() => folder.Delete(recursive: true);

    string PathOf(string name) => Path.Combine(folder.FullName, name);

    static Task<Recording> RunAsync(string inputs, string more = "", Func<RunRequest, RunRequest>? with = null) =>
        new Bench().RunAsync($"steps:\n  - id: run\n    uses: exec\n    with:\n      {inputs.ReplaceLineEndings("\n      ")}\n{more}", with);

    static string Json(Recording run) => ValueJson.Write(ResultOf(run, "stdout"));

    static Value ResultOf(Recording run, string field)
    {
        run.Step("run").Result.Kind.ShouldBe(ValueKind.Object, run.Step("run").Error?.Message);
        run.Step("run").Result.AsObject().TryGet(field, out var value).ShouldBeTrue();
        return value;
    }

    static string ErrorOf(Recording run)
    {
        run.Step("run").Error.ShouldNotBeNull().Kind.ShouldBe("input");
        return run.Step("run").Error!.Message;
    }

    [Fact]
    public async Task Program_gets_its_arguments_as_they_are()
    {
        var run = await RunAsync("command: [sh, -c, 'printf \"%s|\" \"$@\"; echo oops >&2', sh, a b, '', $HOME, '*', \"it's\", 7]");

        run.Outcomes.ShouldBe("run=Success");
        ResultOf(run, "stdout").ShouldBe(Value.From("a b||$HOME|*|it's|7|"));
        ResultOf(run, "stderr").ShouldBe(Value.From("oops"));
        ResultOf(run, "exitCode").ShouldBe(Value.From(0));
        ResultOf(run, "signal").ShouldBe(Value.Null);
        ResultOf(run, "truncated").ShouldBe(Value.False);
        ResultOf(run, "duration").AsNumber().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Program_without_arguments_needs_no_list() => (await RunAsync("command: pwd")).Outcomes.ShouldBe("run=Success");

    [Fact]
    public async Task Program_that_fails_fails_the_step_as_an_expectation()
    {
        var run = await RunAsync("command: [sh, -c, exit 3]");

        run.Step("run").Error.ShouldNotBeNull().Message.ShouldBe("result.exitCode == 0 failed: `result.exitCode` was 3");
        run.Finished.ExitCode.ShouldBe(ExitCode.ExpectationFailed);
    }

    [Fact]
    public async Task Signal_that_ended_the_program_is_named()
    {
        var run = await RunAsync("command: [sh, -c, 'kill -9 $$']", "    expect: result.signal == 'SIGKILL' && result.exitCode == 137\n");

        run.Outcomes.ShouldBe("run=Success");
    }

    [Fact]
    public async Task Program_reads_what_it_is_given_and_the_end_after_it()
    {
        var text = string.Concat(Enumerable.Repeat("žluťoučký kůň\\n", 40_000));
        var run = await RunAsync($"command: cat\nstdin: \"{text}\"");

        ResultOf(run, "stdout").AsString().ShouldBe(text.Replace("\\n", "\n").TrimEnd('\n'));
        Json(await RunAsync("command: cat")).ShouldBe("\"\"");
    }

    [Fact]
    public async Task Program_need_not_read_what_it_is_given() =>
        (await RunAsync($"command: 'true'\nstdin: {new string('x', 300_000)}")).Outcomes.ShouldBe("run=Success");

    [Fact]
    public async Task Output_beyond_the_limit_is_dropped_and_does_not_hold_the_program()
    {
        var run = await RunAsync("command: [sh, -c, 'head -c 3000000 /dev/zero | tr \"\\0\" x; echo done >&2']\nmax-output: 10");

        ResultOf(run, "stdout").ShouldBe(Value.From("xxxxxxxxxx"));
        ResultOf(run, "stderr").ShouldBe(Value.From("done"));
        ResultOf(run, "truncated").ShouldBe(Value.True);
    }

    [Theory]
    [InlineData("'ééé'", 3, "é")]
    [InlineData("'ééé'", 6, "ééé")]
    [InlineData("'é'", 0, "")]
    [InlineData("'a\\377b'", 100, "a\uFFFDb")]
    [InlineData("'\\357\\273\\277a\\r\\n\\n'", 100, "a")]
    public async Task Output_is_UTF_8_and_cut_between_characters(string printed, int limit, string expected)
    {
        var run = await RunAsync($"command:\n  - printf\n  - {printed}\nmax-output: {limit}");

        ResultOf(run, "stdout").AsString().ShouldBe(expected);
    }

    [Fact]
    public async Task Output_that_is_JSON_can_be_read_as_such()
    {
        var run = await RunAsync("command: [echo, '{ \"a\": [1, { \"b\": 2 }] }']", "    expect: result.json.a[1].b == 2\n");

        run.Outcomes.ShouldBe("run=Success");
    }

    [Theory]
    [InlineData("echo, <html>", "echo wrote no JSON: line 1, position 1, in a text that starts with '<html>'.")]
    [InlineData("'true'", "true wrote nothing.")]
    public async Task Output_that_is_no_JSON_is_told_where_JSON_is_asked_for(string command, string message)
    {
        var run = await RunAsync($"command: [{command}]", "    expect: result.json.a == 2\n");

        run.Step("run").Error.ShouldNotBeNull().ShouldSatisfyAllConditions(error => error.Kind.ShouldBe("protocol"), error => error.Message.ShouldBe(message));
    }

    [Fact]
    public async Task Environment_is_inherited_added_to_and_taken_from_but_has_no_secrets()
    {
        Environment.SetEnvironmentVariable("RUNNER_TEST_KEPT", "kept");
        Environment.SetEnvironmentVariable("RUNNER_TEST_TAKEN", "taken");
        Environment.SetEnvironmentVariable("RUNNER_TEST_SECRET", "hush-hush");
        const string Command = "command: [sh, -c, 'echo \"$RUNNER_TEST_KEPT,$RUNNER_TEST_TAKEN,$RUNNER_TEST_SECRET,$ADDED\"']\nenv: { RUNNER_TEST_TAKEN: null, ADDED: 1 }";
        RunRequest WithSecret(RunRequest request) => request with { Secrets = new Dictionary<string, string> { ["RUNNER_TEST_SECRET"] = "hush-hush" } };

        Json(await RunAsync(Command, "", WithSecret)).ShouldBe("\"kept,,,1\"");
        Json(await RunAsync(Command + "\ninherit-env: false", "", WithSecret)).ShouldBe("\",,,1\"");
        var given = await RunAsync("command: [sh, -c, 'echo \"$GIVEN\"; test \"$GIVEN\" = hush-hush']\nenv: { GIVEN: \"${{ secrets.RUNNER_TEST_SECRET }}\" }", "secrets: [RUNNER_TEST_SECRET]\n", WithSecret);
        given.Outcomes.ShouldBe("run=Success");
        given.Text.ShouldContain("\"stdout\":\"***\"");
    }

    [Fact]
    public async Task Program_starts_in_the_folder_that_is_given()
    {
        File.WriteAllText(PathOf("here"), "");

        Json(await RunAsync($"command: [ls]\ndirectory: {folder.FullName}")).ShouldBe("\"here\"");
        ErrorOf(await RunAsync($"command: ls\ndirectory: {PathOf("none")}")).ShouldBe($"`directory`: there is no folder {PathOf("none")}");
        ErrorOf(await RunAsync($"command: ls\ndirectory: {PathOf("here")}")).ShouldBe($"`directory`: {PathOf("here")} is a file, not a folder");
    }

    [Fact]
    public async Task Path_of_a_program_is_relative_to_its_folder_and_a_bare_name_is_not_looked_for_there()
    {
        Script("tool-of-here", "#!/bin/sh\necho ran\n");

        Json(await RunAsync($"command: ./tool-of-here\ndirectory: {folder.FullName}")).ShouldBe("\"ran\"");
        ErrorOf(await RunAsync($"command: tool-of-here\ndirectory: {folder.FullName}")).ShouldBe("`command`: there is no program `tool-of-here` on the PATH; the one in the working folder is `./tool-of-here`");
    }

    [Fact]
    public async Task Program_is_looked_for_on_the_PATH_that_it_gets()
    {
        Script("tool-on-path", "#!/bin/sh\necho ran\n");

        Json(await RunAsync($"command: tool-on-path\nenv: {{ PATH: \"{folder.FullName}:/usr/bin:/bin\" }}")).ShouldBe("\"ran\"");
        ErrorOf(await RunAsync($"command: tool-on-pth\nenv: {{ PATH: {folder.FullName} }}")).ShouldBe("`command`: there is no program `tool-on-pth` on the PATH; did you mean `tool-on-path`?");
        ErrorOf(await RunAsync($"command: quite-another-thing\nenv: {{ PATH: {folder.FullName} }}")).ShouldBe($"`command`: there is no program `quite-another-thing` on the PATH ({folder.FullName}); install it, or write its path");
    }

    [Theory]
    [InlineData("plain", "text", 0b110_000_000, "`command`: `./plain` may not be executed: {0}; `chmod +x` allows it")]
    [InlineData("no-shebang", "\u0001\u0002", 0b111_000_000, "`command`: `./no-shebang` cannot be started: {0} is neither a program for this machine nor a script with a first line such as #!/bin/sh")]
    [InlineData("no-interpreter", "#!/no/such/shell\n", 0b111_000_000, "`command`: `./no-interpreter` cannot be started: the interpreter that the first line of {0} names (#!) does not exist")]
    public async Task File_that_cannot_be_started_is_told_with_the_reason(string name, string content, int mode, string message)
    {
        Script(name, content, (UnixFileMode)mode);

        ErrorOf(await RunAsync($"command: ./{name}\ndirectory: {folder.FullName}")).ShouldBe(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, PathOf(name)));
    }

    [Theory]
    [InlineData("command: [/bin]", "`command`: `/bin` is a folder, not a program: /bin")]
    [InlineData("command: [/no/such/tool -v]", "`command`: there is no program /no/such/tool -v; `command` is a list, the program and each argument on its own")]
    [InlineData("command: \"${{ fromJSON('[]') }}\"", "`command`: it names no program")]
    [InlineData("command: [echo, \"a\\0b\"]", "`command`: a program cannot be given a text with the character U+0000 in it")]
    [InlineData("command: ls\nenv: { 'a=b': c }", "`env.a=b`: an environment variable cannot have this name")]
    [InlineData("command: ls\nmax-output: -1", "`max-output`: it cannot be less than 0")]
    public async Task What_cannot_work_is_told_before_anything_starts(string inputs, string message) => ErrorOf(await RunAsync(inputs)).ShouldBe(message);

    void Script(string name, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
    {
        File.WriteAllText(PathOf(name), content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf(name), mode);
    }
}
