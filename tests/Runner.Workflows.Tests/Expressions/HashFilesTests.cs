using Runner.Workflows.Expressions;

namespace Runner.Workflows.Tests.Expressions;

public sealed class HashFilesTests : IDisposable
{
    readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("runner-hash-");
    readonly Scope scope;

    public HashFilesTests()
    {
        scope = new() { Environment = new() { BaseDirectory = directory.FullName } };
        foreach (var path in new[] { "a.txt", "b.json", "src/a.txt", "src/deep/a.txt", "src/deep/c.md", ".hidden/a.txt" })
        {
            var full = Path.Combine(directory.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, path);
        }
    }

    [Theory]
    [InlineData("'*.txt'", "'a.txt'")]
    [InlineData("'?.{json}', 'b.*'", "'b.json'")]
    [InlineData("'**/a.txt', '!src', '!.hidden'", "'a.txt'")]
    [InlineData("'src'", "'src/**'")]
    [InlineData("'src/**/a.txt'", "'src/a.txt', 'src/deep/a.txt'")]
    [InlineData("'./src/[b-d]eep/[!a].md'", "'src/deep/c.md'")]
    [InlineData("'**', '!**/*.txt', '!b.json'", "'**/*.md'")]
    public void HashFiles_finds_the_same_by_either_pattern(string patterns, string samePatterns)
    {
        var hash = scope.Evaluate($"hashFiles({patterns})").AsString();

        hash.Length.ShouldBe(64);
        hash.ShouldBe(scope.Evaluate($"hashFiles({samePatterns})").AsString());
    }

    [Fact]
    public void HashFiles_is_the_hash_of_the_hashes()
    {
        var one = System.Security.Cryptography.SHA256.HashData("a.txt"u8);

        scope.Evaluate("hashFiles('a.txt')").AsString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(one)));
    }

    [Fact]
    public void HashFiles_changes_with_a_file_and_is_empty_without_one()
    {
        var before = scope.Evaluate("hashFiles('src')");
        File.WriteAllText(Path.Combine(directory.FullName, "src", "a.txt"), "changed");

        scope.Evaluate("hashFiles('src')").ShouldNotBe(before);
        scope.Evaluate("hashFiles('src/*.cs')").AsString().ShouldBeEmpty();
        scope.Evaluate("hashFiles('!a.txt')").AsString().ShouldBeEmpty();
        Should.Throw<ExpressionEvaluationException>(() => scope.Evaluate("hashFiles('--fast', 'a')"));
    }

    [Fact]
    public void HashFiles_follows_links_only_when_asked_and_never_in_circles()
    {
        Directory.CreateSymbolicLink(Path.Combine(directory.FullName, "src", "up"), directory.FullName);
        Directory.CreateSymbolicLink(Path.Combine(directory.FullName, "link"), Path.Combine(directory.FullName, "src", "deep"));

        scope.Evaluate("hashFiles('link/**')").AsString().ShouldBeEmpty();
        scope.Evaluate("hashFiles('--follow-symbolic-links', 'link/**')").ShouldBe(scope.Evaluate("hashFiles('src/deep/**')"));
        scope.Evaluate("hashFiles('--follow-symbolic-links', '**')").AsString().Length.ShouldBe(64);
    }

    public void Dispose() => directory.Delete(recursive: true);
}
