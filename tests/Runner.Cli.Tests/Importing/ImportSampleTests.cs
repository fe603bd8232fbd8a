using System.Reflection;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Importing;

/// <summary>Each file below <c>Samples</c> is imported; what comes of it stands beside it, and is a workflow that the checker has nothing against.</summary>
public sealed class ImportSampleTests : IDisposable
{
    static readonly string Folder = Path.Combine(
        typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "RepositoryRoot").Value!, "tests/Runner.Cli.Tests/Importing/Samples");

    readonly Shell shell = new();

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".txt" or ".har" or ".json" or ".http").Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal)];

    public void Dispose() => shell.Dispose();

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_becomes_a_workflow_that_is_valid_and_formatted(string sample)
    {
        var name = Path.GetFileName(sample);
        File.Copy(Path.Combine(Folder, sample), shell.PathOf(name));
        shell.Run("import", Path.GetDirectoryName(sample)!, name).ShouldBe(0, shell.Error);
        var (workflow, said) = (shell.Out, shell.Error);
        ShouldBeGolden(workflow, Path.Combine(Folder, $"{sample}.yaml"));
        ShouldBeGolden(said, Path.Combine(Folder, $"{sample}.said"));

        shell.Write("imported.yaml", workflow).Run("validate", "imported.yaml").ShouldBe(0, shell.Error + workflow);
        shell.Error.ShouldBeEmpty();
        shell.Run("fmt", "--check", "--diff", "imported.yaml").ShouldBe(0, shell.Out);
    }

    static void ShouldBeGolden(string text, string golden)
    {
        if (Environment.GetEnvironmentVariable("RUNNER_REWRITE_GOLDENS") == "1") File.WriteAllText(golden, text);
        text.ShouldBe(File.ReadAllText(golden), golden);
    }
}
