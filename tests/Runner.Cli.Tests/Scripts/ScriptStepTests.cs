using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Scripts;

/// <summary>Steps <c>csharp</c> of workflows, from the check to the outputs.</summary>
public sealed class ScriptStepTests : IDisposable
{
    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void Compile_error_in_a_block_is_told_at_its_place_in_the_workflow()
    {
        shell.Write("check.yaml", """
            steps:
              - uses: csharp
                with:
                  script: |

                    var count = 1;
                    Log(cuont);
            """);

        shell.Run("validate", "check.yaml").ShouldBe(2);

        shell.Error.ShouldBe("""
            check.yaml:7:13: error RUN0801: CS0103: The name 'cuont' does not exist in the current context
              7 |         Log(cuont);
                |             ^^^^^
                = help: what scripts find in scope is listed in docs/SCRIPTS.md: Run, Step, Inputs, Args, Log, Expect and more

            1 of 1 workflow cannot run

            """);
    }

    [Fact]
    public void Compile_errors_in_folded_and_quoted_scripts_are_told_at_their_places()
    {
        shell.Write("check.yaml", """
            steps:
              - uses: csharp
                with:
                  script: >-
                    var a = 1;
                    Log(bb);
              - { uses: csharp, with: { script: "Log(\"a\", cc);" } }
              - { uses: csharp, with: { script: Log(dd); } }
            """);

        shell.Run("validate", "check.yaml").ShouldBe(2);

        shell.Error.ShouldContain("check.yaml:6:13: error RUN0801: CS0103: The name 'bb'");
        shell.Error.ShouldContain("check.yaml:7:49: error RUN0801: CS0103: The name 'cc'");
        shell.Error.ShouldContain("check.yaml:8:41: error RUN0801: CS0103: The name 'dd'");
    }

    [Fact]
    public void Compile_error_of_a_file_is_told_in_that_file_and_the_run_does_nothing()
    {
        shell.Write("scripts/lib.csx", "int Twice(int x) => x * y;").Write("scripts/check.csx", "#load \"lib.csx\"\nLog(Twice(2));\nint n = \"text\";\n")
            .Write("check.yaml", "steps:\n  - { uses: log, with: { message: hello } }\n  - { uses: csharp, with: { file: scripts/check.csx } }\n");

        shell.Run("run", "check.yaml").ShouldBe(2);

        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldContain("scripts/check.csx:3:9: error RUN0801: CS0029: ");
        shell.Error.ShouldContain("  3 | int n = \"text\";\n    |         ^^^^^^\n");
        shell.Error.ShouldContain("scripts/lib.csx:1:25: error RUN0801: CS0103: The name 'y'");
    }

    [Fact]
    public void Script_sees_the_contexts_of_its_step_and_its_outputs_are_the_steps()
    {
        shell.Write("check.yaml", """
            inputs: { who: { type: string, default: you }, times: { type: number, default: 3 } }
            secrets: [TOKEN]
            env: { BASE: "http://localhost" }
            jobs:
              before:
                steps: [{ id: make, uses: set, with: { version: 7 } }]
                outputs: { version: "${{ steps.make.result.version }}" }
              main:
                needs: before
                for-each: ["a", "b"]
                as: letter
                steps:
                  - id: login
                    uses: set
                    with: { json: { token: t1, items: [{ name: first }] } }
                  - id: script
                    uses: csharp
                    with:
                      args: ["${{ letter }}!"]
                      script: |
                        var login = Steps["login"];
                        Output("token", login.Result["json.token"]);
                        Output("name", login.Result["json.items[0].name"]);
                        Output("sum", Inputs.Get<int>("times") + Needs["before"].Outputs.Get<int>("version"));
                        Output("all", $"{login.Outcome} {Inputs["who"]} {Env["BASE"]} {Env["OTHER"]} {Context("letter")} {Args[0]} {Secrets["TOKEN"].Length} {Secret("TOKEN").Length}");
                        Steps.Has("none")
                    expect: [result.value == false, result.outputs.token == 't1']
                  - uses: log
                    with: { message: "${{ steps.script.outputs.token }} ${{ steps.script.outputs.name }} ${{ steps.script.outputs.sum }} ${{ steps.script.outputs.all }}" }
            """).With("TOKEN", "hush-hush").With("OTHER", "other");

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Out + shell.Error);

        shell.Out.ShouldContain("t1 first 10 success you http://localhost other a a! 9 9");
        shell.Out.ShouldContain("t1 first 10 success you http://localhost other b b! 9 9");
    }

    [Fact]
    public void Declared_outputs_come_before_those_that_the_script_names()
    {
        shell.Write("check.yaml", """
            steps:
              - id: script
                uses: csharp
                with: { script: "Output(\"a\", 1);" }
                outputs: { b: "${{ format('b{0}', result.outputs.a) }}" }
              - uses: log
                with: { message: "${{ toJSON(steps.script.outputs) }}" }
            """);

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(0, shell.Out + shell.Error);

        shell.Out.ShouldContain("\"b\": \"b1\"");
        shell.Out.ShouldNotContain("\"a\": 1");
    }

    [Fact]
    public void Exception_of_an_inline_script_names_the_line_of_the_workflow()
    {
        shell.Write("check.yaml", """
            steps:
              - uses: csharp
                with:
                  script: |
                    var list = new List<int>();
                    Log(list[3]);
            """);

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(3, shell.Out + shell.Error);

        shell.Out.ShouldContain("check.yaml:6");
    }

    [Fact]
    public void Failed_expectation_of_an_inline_script_names_the_line_and_ends_with_1()
    {
        shell.Write("check.yaml", "steps:\n  - uses: csharp\n    with:\n      script: |\n        var n = 2;\n        Expect(() => n == 3);\n");

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(1, shell.Out + shell.Error);

        shell.Out.ShouldContain("`n` was 2");
        shell.Out.ShouldContain("check.yaml:6");
    }

    [Fact]
    public void Unknown_step_is_told_with_those_that_there_are()
    {
        shell.Write("check.yaml", "steps:\n  - { id: one, uses: set, with: { a: 1 } }\n  - { uses: csharp, with: { script: 'Steps[\"two\"].Outcome' } }\n");

        shell.Run("run", "check.yaml", "--log", "plain").ShouldBe(3, shell.Out + shell.Error);

        shell.Out.ShouldContain("There is no steps.two. There are: one.");
    }
}
