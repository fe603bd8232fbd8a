using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>What does not compile is said where the user wrote it, whatever Runner made of the text.</summary>
public sealed class CompileErrorTests : IDisposable
{
    readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Error_names_file_line_and_column_and_points_at_the_place()
    {
        var run = await bench.RunAsync("var a = 1;\nvar b = unknown + a;\n");
        run.Error.Kind.ShouldBe("script");
        run.Error.Location.ShouldBe($"{bench.PathOf("check.csx")}:2:9");
        run.Error.Message.ShouldBe($"""
            the script does not compile:
            {bench.PathOf("check.csx")}:2:9: CS0103: The name 'unknown' does not exist in the current context
                var b = unknown + a;
                        ^^^^^^^
            """);
    }

    [Theory]
    [InlineData("""var answer = await Run(new Http.Get { Url = "http://localhost/" }); int wrong = answer.Nothing;""", "CS1061", 88)]
    [InlineData("""await Run(new Http.Get { Url = 1, Wrong = 2 });""", "CS0117", 35)]
    [InlineData("""Expect(() => 1 == 1); int wrong = "text";""", "CS0029", 35)]
    [InlineData("""Expect(() => missing == 1 && Args.Count > 0);""", "CS0103", 14)]
    public async Task Column_is_that_of_the_text_as_it_is_written_after_what_runner_rewrites(string script, string code, int column)
    {
        var run = await bench.RunAsync(script);
        run.Error.Message.ShouldContain($":1:{column}: {code}:");
        run.Error.Message.ShouldNotContain("global::");
        run.Error.Message.ShouldContain($"\n    {script}\n    {new string(' ', column - 1)}^");
    }

    [Fact]
    public async Task Error_in_a_loaded_file_is_said_there()
    {
        bench.Write("lib.csx", "// a library\nint Twice(int n) => n * nothing;\n");
        var run = await bench.RunAsync("#load \"lib.csx\"\nTwice(2)");
        run.Error.Location.ShouldBe($"{bench.PathOf("lib.csx")}:2:25");
        run.Error.Message.ShouldContain("    int Twice(int n) => n * nothing;\n    " + new string(' ', 24) + "^^^^^^^");
    }

    [Fact]
    public async Task Every_error_is_told_up_to_ten()
    {
        var run = await bench.RunAsync(string.Join('\n', Enumerable.Range(0, 12).Select(i => $"var v{i} = missing{i};")));
        run.Error.Message.ShouldContain("12 errors");
        run.Error.Message.ShouldContain("missing9");
        run.Error.Message.ShouldNotContain("missing10");
        run.Error.Message.ShouldEndWith("and 2 more");
    }

    [Fact]
    public async Task Missing_loaded_file_and_assembly_are_said_where_they_are_named()
    {
        (await bench.RunAsync("#load \"none.csx\"\n1")).Error.Message.ShouldContain("check.csx:1:7");
        (await bench.RunAsync("#r \"none.dll\"\n1")).Error.Message.ShouldContain("check.csx:1:1");
    }

    [Fact]
    public async Task Script_that_is_gone_after_the_check_is_said_by_its_name()
    {
        bench.Write("none.csx", "1").Watch = _ => File.Delete(bench.PathOf("none.csx"));
        var run = await bench.RunFileAsync("none.csx");
        run.Error.Message.ShouldBe($"{bench.PathOf("none.csx")}: there is no such file");
    }
}
