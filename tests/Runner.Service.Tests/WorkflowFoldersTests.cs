using Runner.Service.Catalogue;

namespace Runner.Service.Tests;

public sealed class WorkflowFoldersTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-folders-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Folder_that_cannot_be_read_is_told_and_keeps_no_other_from_being_read()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "needs a user who is not root");
        if (OperatingSystem.IsWindows()) return;
        foreach (var file in (string[])["a/one.yaml", "b/two.yaml", "c/d/three.yml", "four.yaml"]) Write(file);
        var locked = Path.Combine(folder, "workflows", "b");
        File.SetUnixFileMode(locked, UnixFileMode.None);
        var problems = new List<(string Place, string Problem)>();

        var files = new WorkflowFolders(folder, ["workflows"]).Files(problems);
        File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        files.Select(file => Path.GetFileName(file)).Order().ShouldBe(["four.yaml", "one.yaml", "three.yml"]);
        problems.ShouldHaveSingleItem().Place.ShouldBe("workflows/b");
    }

    [Fact]
    public void Patterns_files_and_folders_are_found_and_links_to_folders_are_not_followed()
    {
        foreach (var file in (string[])["one/checks/a.yaml", "two/checks/b.yml", "two/other/c.yaml", ".git/d.yaml", "runner.yaml", ".hidden.yaml"]) Write(file);
        Directory.CreateSymbolicLink(Path.Combine(folder, "workflows", "back"), folder);
        var problems = new List<(string Place, string Problem)>();

        Names("workflows").ShouldBe(["workflows/one/checks/a.yaml", "workflows/two/checks/b.yml", "workflows/two/other/c.yaml"]);
        Names("workflows/*/checks").ShouldBe(["workflows/one/checks/a.yaml", "workflows/two/checks/b.yml"]);
        Names("workflows/two/other/c.yaml").ShouldBe(["workflows/two/other/c.yaml"]);
        problems.ShouldBeEmpty();
        Names("nowhere", "workflows/*/none").ShouldBeEmpty();
        problems.Select(problem => problem.Problem).ShouldBe(["there is no folder nowhere", "no workflow fits workflows/*/none"]);

        string[] Names(params string[] written)
        {
            var folders = new WorkflowFolders(folder, written);
            return [.. folders.Files(problems).Select(folders.NameOf)];
        }
    }

    void Write(string file)
    {
        var path = Path.Combine(folder, "workflows", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }
}
