using System.Diagnostics;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Clients;

/// <summary>Real documents, as their publishers released them: every operation of each is a step that the checker accepts.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Documents()
    {
        var names = new TheoryData<string>();
        if (Archive is null) names.Add("none");
        else
            foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(Archive)!, "openapi-index.tsv")).Skip(1)) names.Add(line.Split('\t')[6]);
        return names;
    }

    static readonly string? Archive = new[] { Path.Combine(ClientShell.Root, "../shared/corpus"), Path.Combine(ClientShell.Root, "../../shared/corpus") }
        .Select(folder => Path.GetFullPath(Path.Combine(folder, "openapi.tar.xz"))).FirstOrDefault(File.Exists);

    // What these describe are calls that the API makes: there is nothing that a step could call.
    static readonly string[] HasWebhooksOnly = ["readme-31-webhooks.json", "xero-webhooks.yaml"];

    static readonly Lazy<string> Unpacked = new(Unpack);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_operation_of_a_real_document_is_a_step_that_the_checker_accepts(string document)
    {
        Assert.SkipWhen(Archive is null, "the shared documents are not beside the repository");
        var path = Directory.GetFiles(Unpacked.Value, document, SearchOption.AllDirectories).ShouldHaveSingleItem();
        using var shell = ClientShell.Open($"api: \"{path}\"");
        if (HasWebhooksOnly.Contains(document))
        {
            shell.Run("import", "openapi", path, "--name", "api", "-o", "flows").ShouldBe(2);
            shell.Error.ShouldContain("has no operation, only webhooks");
            return;
        }

        shell.Run("import", "openapi", path, "--name", "api", "-o", "flows").ShouldBe(0, Tail(shell));
        shell.Run("validate", "flows").ShouldBe(0, Tail(shell));
    }

    static string Tail(Shell shell) => (shell.Out + shell.Error) is var all && all.Length > 3000 ? all[..3000] : shell.Out + shell.Error;

    static string Unpack()
    {
        var folder = Directory.CreateTempSubdirectory("runner-corpus-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-xJf", Archive!, "-C", folder]))!;
        tar.WaitForExit();
        tar.ExitCode.ShouldBe(0);
        return folder;
    }
}
