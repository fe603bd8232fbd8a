using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Clients;

/// <summary><c>runner gen client</c>.</summary>
public sealed class GenClientTests
{
    const string Two = """
        openapi: 3.0.3
        info: { title: Two, version: '1' }
        paths:
          /a: { get: { tags: [one], operationId: getA, responses: { '204': { description: d } } } }
          /b: { get: { tags: [two], operationId: getB, responses: { '204': { description: d } } } }
        """;

    static readonly string[] Client = ["gen", "client", "api.yaml", "-o", "out", "--namespace", "Acme.Api"];

    static Shell Open(string document) => ClientShell.Open("{}").Write("runner.yaml", $"plugins: [\"{ClientShell.Plugin}\"]\n").Write("api.yaml", document);

    [Fact]
    public void Check_names_stale_files_and_writes_nothing()
    {
        using var shell = Open(Two);
        shell.Run([.. Client, "--check"]).ShouldBe(1);
        shell.Out.ShouldContain("stale: out/TwoClient.cs");
        Directory.Exists(Path.Combine(shell.Folder, "out")).ShouldBeFalse();
        shell.Run(Client).ShouldBe(0);
        shell.Run([.. Client, "--check"]).ShouldBe(0);
        shell.Write("api.yaml", Two.Replace("/b", "/c", StringComparison.Ordinal));
        shell.Run([.. Client, "--check"]).ShouldBe(1);
    }

    [Fact]
    public void The_file_of_a_tag_that_is_gone_is_removed_and_no_other_file()
    {
        using var shell = Open(Two);
        string[] split = [.. Client, "--split", "tag"];
        shell.Run(split).ShouldBe(0);
        shell.Write("out/Mine.cs", "// mine\n").Write("other.yaml", Two.Replace("Two", "Other", StringComparison.Ordinal));
        shell.Run(["gen", "client", "other.yaml", "-o", "out", "--namespace", "Other"]).ShouldBe(0);
        shell.Write("api.yaml", Two.Replace("[two]", "[one]", StringComparison.Ordinal));
        shell.Run([.. split, "--check"]).ShouldBe(1);
        shell.Out.ShouldContain("stale: out/TwoApi.cs");
        File.Exists(Path.Combine(shell.Folder, "out/TwoApi.cs")).ShouldBeTrue();
        shell.Run(split).ShouldBe(0);
        Directory.GetFiles(Path.Combine(shell.Folder, "out")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["ApiRuntime.cs", "Mine.cs", "OneApi.cs", "OtherClient.cs", "TwoClient.cs", "TwoClientModels.cs"]);
        shell.Run([.. split, "--check"]).ShouldBe(0);
    }

    [Fact]
    public void Diff_fails_for_what_breaks_and_not_for_what_is_new()
    {
        using var shell = Open(Two);
        shell.Write("new.yaml", Two + "\n  /c: { get: { responses: { '204': { description: d } } } }\n");
        shell.Run(["gen", "client", "new.yaml", "--diff", "api.yaml"]).ShouldBe(0);
        shell.Run(["gen", "client", "api.yaml", "--diff", "new.yaml"]).ShouldBe(1);
        shell.Out.ShouldContain("/c");
        shell.Run(["gen", "client", "api.yaml", "--diff", "new.yaml", "-o", "out"]).ShouldBe(2);
        shell.Run(["gen", "client", "api.yaml", "--diff", "missing.yaml"]).ShouldBe(2);
    }

    [Fact]
    public void A_reference_that_leads_nowhere_stops_but_for_lenient()
    {
        using var shell = Open(Two.Replace("204': { description: d }", "200': { $ref: '#/components/responses/Lost' }", StringComparison.Ordinal));
        shell.Run(Client).ShouldBe(2);
        shell.Error.ShouldContain("api.yaml:4:");
        shell.Error.ShouldContain("#/components/responses/Lost leads nowhere");
        Directory.Exists(Path.Combine(shell.Folder, "out")).ShouldBeFalse();
        shell.Run([.. Client, "--lenient"]).ShouldBe(0);
        shell.Error.ShouldContain("warning: ");
    }

    [Theory]
    [InlineData("--pages", "getA page=p", "GET /a answers no JSON")]
    [InlineData("--include", "/nothing", "leave no operation")]
    [InlineData("--namespace", "1Bad", "which C# does not take")]
    [InlineData("--name", "class", "which C# does not take")]
    [InlineData("-o", "api.yaml", "which is a file")]
    public void A_bad_option_is_named(string option, string value, string message)
    {
        using var shell = Open(Two);
        var given = Client.ToList();
        if (given.IndexOf(option) is >= 0 and var at) given[at + 1] = value;
        else given.AddRange([option, value]);
        shell.Run([.. given]).ShouldBe(2);
        shell.Error.ShouldContain(message);
    }
}
