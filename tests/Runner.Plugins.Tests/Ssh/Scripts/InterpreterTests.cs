using Runner.Plugins.Ssh.Scripts;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Ssh.Scripts;

public class InterpreterTests
{
    [Theory]
    [InlineData("echo hi", "sh", "-s --")]
    [InlineData("#!/bin/bash\necho hi", "/bin/bash", "-s --")]
    [InlineData("#!/bin/bash -eu\r\necho hi", "/bin/bash -eu", "-s --")]
    [InlineData("#!/usr/bin/env python3\nprint(1)", "/usr/bin/env python3", "-")]
    [InlineData("#!/usr/bin/env -S python3.11 -u\nprint(1)", "/usr/bin/env python3.11 -u", "-")]
    [InlineData("#! /usr/bin/perl -w", "/usr/bin/perl -w", "-")]
    [InlineData("#!/usr/bin/awk -f\n{}", "/usr/bin/awk -f", null)]
    [InlineData("#!\n", "sh", "-s --")]
    [InlineData("#!/usr/bin/env LANG=C node", "/usr/bin/env LANG=C node", "-")]
    public void A_script_names_its_interpreter_in_its_first_line(string script, string program, string? readsInput)
    {
        var interpreter = Interpreter.Of(null, script);
        string.Join(' ', interpreter.Program).ShouldBe(program);
        (interpreter.ReadsInput is { } options ? string.Join(' ', options) : null).ShouldBe(readsInput);
    }

    [Fact]
    public void One_that_is_given_wins() => Interpreter.Of(["zsh", "-f"], "#!/bin/bash").Program.ShouldBe(["zsh", "-f"]);

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("-e")]
    public void One_that_names_no_program_is_refused(params string[] given) =>
        Should.Throw<ActionInputException>(() => Interpreter.Of(given, "")).Input.ShouldBe("interpreter");
}
