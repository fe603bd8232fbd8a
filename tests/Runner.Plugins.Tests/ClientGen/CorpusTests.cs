using System.Collections.Concurrent;
using Runner.Plugins.ClientGen;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>Documents as their publishers released them. They are not in the repository: without them the test says so.</summary>
public sealed class CorpusTests
{
    /// <summary>Left to tests/bench/client-gen.sh, which compiles all: each of these takes the compiler seconds.</summary>
    const long Large = 1_000_000;

    [Fact]
    public async Task Every_released_document_becomes_a_client_that_compiles_without_a_warning()
    {
        var files = Documents().Where(static file => new FileInfo(file).Length < Large || Environment.GetEnvironmentVariable("RUNNER_WHOLE_CORPUS") is not null).ToList();
        var failures = new ConcurrentBag<string>();
        var sizes = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (file, cancel) =>
        {
            try
            {
                var client = await ApiClientGenerator.GenerateAsync(new() { Document = file, Namespace = CompiledClient.Namespace }, cancel);
                sizes[Path.GetFileName(file)] = client.Files.Sum(static each => each.Text.Length);
                var (errors, _) = CompiledClient.Emit(client);
                foreach (var error in errors.Take(3)) failures.Add($"{Path.GetFileName(file)}: {error}");
            }
            catch (Exception e)
            {
                failures.Add($"{Path.GetFileName(file)}: {e}");
            }
        });
        failures.ShouldBeEmpty(string.Join("\n", failures.Order()));
        TestContext.Current.TestOutputHelper!.WriteLine($"{sizes.Count} documents, {sizes.Values.Sum()} characters");
    }

    static string[] Documents()
    {
        if (Environment.GetEnvironmentVariable("RUNNER_CORPUS") is { Length: > 0 } given) return Directory.GetFiles(given);
        var archive = Archive();
        Assert.SkipWhen(archive is null, "the documents of ../shared/corpus are not beside the repository");
        var folder = Path.Combine(Path.GetTempPath(), $"runner-corpus-{File.GetLastWriteTimeUtc(archive!).Ticks}");
        if (!Directory.Exists(folder))
        {
            var fresh = Directory.CreateTempSubdirectory("runner-corpus-").FullName;
            using var tar = System.Diagnostics.Process.Start("tar", ["-xf", archive!, "-C", fresh]);
            tar.WaitForExit();
            tar.ExitCode.ShouldBe(0);
            try
            {
                Directory.Move(fresh, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(fresh, recursive: true); // another run was first
            }
        }

        return Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
    }

    static string? Archive()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Runner.sln"))) continue;
            for (var above = folder.Parent; above is not null; above = above.Parent)
                if (Path.Combine(above.FullName, "shared", "corpus", "openapi.tar.xz") is var archive && File.Exists(archive)) return archive;
        }

        return null;
    }
}
