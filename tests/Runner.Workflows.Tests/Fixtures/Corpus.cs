using System.Runtime.CompilerServices;

namespace Runner.Workflows.Tests.Fixtures;

/// <summary>The workflow files beside the tests, as they are in the repository.</summary>
static class Corpus
{
    public static string Broken { get; } = Path.Combine(ProjectFolder(), "Broken");

    public static string Valid { get; } = Path.Combine(ProjectFolder(), "Valid");

    public static string Formatting { get; } = Path.Combine(ProjectFolder(), "Formatting", "Pairs");

    /// <summary>The names of the files of one folder, without their ending.</summary>
    public static IEnumerable<string> NamesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    static string ProjectFolder([CallerFilePath] string thisFile = "")
    {
        // A build that maps source paths keeps a copy beside the program.
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, ".."));
        return Directory.Exists(Path.Combine(folder, "Broken")) ? folder : AppContext.BaseDirectory;
    }
}
