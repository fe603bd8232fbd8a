using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Workflows.Configuration;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;

namespace Runner.Workflows.Tests.Diagnostics;

/// <summary>
/// An example of a page as files. A block may begin with a comment that names its file (<c># lib/alert.yaml</c>), or many that
/// are alike (<c># level1.yaml to level11.yaml, each calling the next</c>). The first that is neither configuration nor inventory is the workflow.
/// </summary>
sealed partial class ExampleFiles : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runner-page-");
    readonly List<string> files = [];

    public ExampleFiles(IReadOnlyList<string> blocks)
    {
        foreach (var block in blocks)
        {
            var name = FileName().Match(block);
            if (name.Groups["last"].Success) WriteChain(block, name.Groups["stem"].Value, int.Parse(name.Groups["last"].ValueSpan, CultureInfo.InvariantCulture));
            else Write(name.Success ? name.Groups["name"].Value : "example.yaml", block);
        }
    }

    /// <summary>The workflow that is asked about.</summary>
    public string Workflow => files.First(file => Path.GetFileName(file) is not (RunnerConfiguration.FileName or "inventory.yaml" or "hosts.ini"));

    /// <summary>The example's hosts; there need not be any.</summary>
    public ProjectInventory Inventory => new(() => [.. files.Where(file => Path.GetFileName(file) is "inventory.yaml" or "hosts.ini").Select(file => InventorySource.OfFile(file))], static _ => null);

    /// <summary>The example's <c>runner.yaml</c>, when it has one.</summary>
    public string? Configuration => files.Find(file => Path.GetFileName(file) == RunnerConfiguration.FileName);

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>The block is the first of them, and calls the second.</summary>
    void WriteChain(string block, string stem, int last)
    {
        for (var number = 1; number <= last; number++) Write($"{stem}{number}.yaml", block.Replace($"./{stem}2.yaml", $"./{stem}{number + 1}.yaml", StringComparison.Ordinal));
    }

    void Write(string name, string content)
    {
        var file = Path.Combine(folder.FullName, name);
        files.ShouldNotContain(file, "each file of an example stands in one block");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        files.Add(file);
    }

    [GeneratedRegex(@"\A# (?<name>(?<stem>[a-z/-]+)\d*\.(?:yaml|ini))(?: to \k<stem>(?<last>\d+)\.yaml, each calling the next)?\n")]
    private static partial Regex FileName();
}
