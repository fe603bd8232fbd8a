using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>The script for a shell, in that shell.</summary>
public sealed class CompletionTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    /// <summary>What bash offers for its current word; it has split the line at colons and the like before.</summary>
    [Theory]
    [InlineData("exec we", "we", "web web1 web2")]
    [InlineData("exec web:d", "d", "db db1")]
    [InlineData("exec web:", ":", "all db db1 ungrouped web web1 web2")]
    [InlineData("exec web:!web", "!web", "!web !web1 !web2")]
    [InlineData("exec 'web:!d", "'web:!d", "web:!db web:!db1")]
    [InlineData("run x.yaml --limit d", "d", "db db1")]
    [InlineData("hosts --form", "--form", "--format")]
    public async Task Bash_is_offered_what_goes_on_from_its_word(string line, string word, string offered)
    {
        const string Bash = "/bin/bash";
        Assert.SkipUnless(File.Exists(Bash), "missing peer: bash");
        here.Write("inventory.yaml", "hosts: { web1: {}, web2: {}, db1: {} }\ngroups: { web: { hosts: [web1, web2] }, db: { hosts: [db1] } }\n");
        here.Write("complete.sh", """
            source <("$PROGRAM" completion bash)
            COMP_LINE="runner $1" COMP_POINT=$((${#1} + 7)) COMP_WORDS=("$PROGRAM" "$2") COMP_CWORD=1
            _runner
            printf '%s\n' "${COMPREPLY[@]}"
            """);

        var ended = await here.With("PROGRAM", Repository.Program).RunProgramAsync(Bash, "complete.sh", line, word);

        ended.Error.ShouldBeEmpty();
        ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ShouldBe(offered.Split(' '));
    }
}
