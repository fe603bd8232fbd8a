using System.Text;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests;

public sealed class FmtTests : IDisposable
{
    const string Messy = "name:   check\r\nsteps:\r\n- uses: http.get   # why\r\n  with: {url: x}\r\n";
    const string Formatted = "name: check\nsteps:\n  - uses: http.get # why\n    with: { url: x }\n";

    readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    string Read(string path) => File.ReadAllText(shell.PathOf(path));

    [Fact]
    public void Fmt_rewrites_what_is_not_formatted_and_names_it()
    {
        shell.Write("a.yaml", Messy).Write("b.yaml", Formatted);
        var before = File.GetLastWriteTimeUtc(shell.PathOf("b.yaml"));
        shell.Run("fmt", "a.yaml", "b.yaml").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("a.yaml\n1 of 2 files formatted\n");
        Read("a.yaml").ShouldBe(Formatted);
        File.GetLastWriteTimeUtc(shell.PathOf("b.yaml")).ShouldBe(before);

        shell.Run("fmt", "a.yaml", "b.yaml").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("2 files, all formatted already\n");
        Directory.GetFiles(shell.Folder).Length.ShouldBe(2);
    }

    [Fact]
    public void Fmt_looks_into_folders_and_leaves_the_configuration_out()
    {
        shell.Write("all/a.yaml", Messy).Write("all/deep/b.yml", Messy).Write("all/runner.yaml", "plugins:   []").Write("all/notes.txt", "a:   b");
        shell.Run("fmt", "all").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("all/a.yaml\nall/deep/b.yml\n2 of 2 files formatted\n");
        Read("all/runner.yaml").ShouldBe("plugins:   []");
    }

    [Fact]
    public void Fmt_check_lists_files_and_writes_nothing()
    {
        shell.Write("a.yaml", Messy).Write("b.yaml", Formatted);
        shell.Run("fmt", "--check", "a.yaml", "b.yaml").ShouldBe(1);
        shell.Out.ShouldBe("a.yaml\n");
        shell.Error.ShouldBe("1 of 2 files would change; `runner fmt` formats them\n");
        Read("a.yaml").ShouldBe(Messy);
        shell.Run("fmt", "--check", "b.yaml").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("1 file, formatted already\n");
    }

    [Fact]
    public void Fmt_diff_shows_what_changes()
    {
        shell.Write("a.yaml", "name: a\nsteps:\n  - uses: http.get\n    with: {url: x}\n\n\n    timeout: 5s\n");
        shell.Run("fmt", "--check", "--diff", "a.yaml").ShouldBe(1);
        shell.Out.ShouldBe("""
            a.yaml
            --- a.yaml
            +++ a.yaml, formatted
            @@ -1,7 +1,6 @@
             name: a
             steps:
               - uses: http.get
            -    with: {url: x}
            -
            +    with: { url: x }
             
                 timeout: 5s

            """);
    }

    [Fact]
    public void Fmt_of_a_file_that_is_no_yaml_tells_what_validate_tells_and_leaves_it_alone()
    {
        const string broken = "name: [a\nsteps:   5\n";
        shell.Write("a.yaml", broken).Write("b.yaml", Messy);
        shell.Run("validate", "a.yaml").ShouldBe(2);
        var told = shell.Error.Split("1 of 1")[0];
        shell.Run("fmt", "a.yaml", "b.yaml", "missing.yaml").ShouldBe(2);
        shell.Error.ShouldStartWith(told);
        shell.Error.ShouldContain("missing.yaml:1:1: error RUN0001: there is no such file");
        shell.Error.ShouldEndWith("2 of 3 files cannot be formatted\n");
        shell.Out.ShouldBe("b.yaml\n1 of 3 files formatted\n");
        Read("a.yaml").ShouldBe(broken);
    }

    [Fact]
    public void Fmt_formats_workflows_that_cannot_run()
    {
        shell.Write("a.yaml", "setps:   5").Run("fmt", "a.yaml").ShouldBe(0, shell.Error);
        Read("a.yaml").ShouldBe("setps: 5\n");
    }

    [Fact]
    public void Fmt_takes_a_byte_order_mark_away()
    {
        File.WriteAllText(shell.PathOf("a.yaml"), Formatted, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        shell.Run("fmt", "--check", "a.yaml").ShouldBe(1);
        shell.Run("fmt", "a.yaml").ShouldBe(0, shell.Error);
        File.ReadAllBytes(shell.PathOf("a.yaml"))[0].ShouldBe((byte)'n');
        shell.Run("fmt", "--check", "a.yaml").ShouldBe(0, shell.Error);
    }

    [Fact]
    public void Fmt_of_standard_input_goes_to_standard_output()
    {
        shell.Input = Messy;
        shell.Run("fmt", "-").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe(Formatted);
        shell.Run("fmt", "--check", "-").ShouldBe(1);
        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldBe("<stdin> is not formatted\n");

        shell.Input = "a: [";
        shell.Run("fmt", "-").ShouldBe(2);
        shell.Out.ShouldBeEmpty();
        shell.Error.ShouldContain("<stdin>:1:5: error RUN0101");
        shell.Run("fmt", "-", "a.yaml").ShouldBe(2);
        shell.Error.ShouldContain("- is standard input, and stands alone");
    }

    [Fact]
    public void Fmt_keeps_permissions_and_the_link()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions");
            return;
        }

        shell.Write("real/a.yaml", Messy);
        File.SetUnixFileMode(shell.PathOf("real/a.yaml"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);
        File.CreateSymbolicLink(shell.PathOf("link.yaml"), "real/a.yaml");
        shell.Run("fmt", "link.yaml").ShouldBe(0, shell.Error);
        File.ResolveLinkTarget(shell.PathOf("link.yaml"), returnFinalTarget: false).ShouldNotBeNull();
        Read("real/a.yaml").ShouldBe(Formatted);
        File.GetUnixFileMode(shell.PathOf("real/a.yaml")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);
    }
}
