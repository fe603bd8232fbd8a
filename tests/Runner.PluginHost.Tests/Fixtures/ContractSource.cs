namespace Runner.PluginHost.Tests.Fixtures;

/// <summary>The contract's own source, to compile other versions of it.</summary>
static class ContractSource
{
    const string Usings = "using System; using System.Collections.Generic; using System.Threading; using System.Threading.Tasks;\nnamespace Runner.Sdk;\n";

    /// <summary>All of Runner.Sdk as one file.</summary>
    /// <param name="more">Types that this repository's contract does not have.</param>
    public static string OfThisRepository(string more = "")
    {
        var files = Directory.GetFiles(Repository.PathOf("src/Runner.Sdk"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal));
        return Usings + string.Join('\n', files.Select(file => File.ReadAllText(file).Replace("namespace Runner.Sdk;", "", StringComparison.Ordinal))) + more;
    }
}
