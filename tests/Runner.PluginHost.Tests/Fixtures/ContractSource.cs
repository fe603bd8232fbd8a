using System.Text.RegularExpressions;

namespace Runner.PluginHost.Tests.Fixtures;

/// <summary>The contract's own source, to compile other versions of it.</summary>
static partial class ContractSource
{
    const string ImplicitUsings =
        "using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n";

    /// <summary>All of Runner.Sdk as one file, in which usings come first and all namespaces are one.</summary>
    /// <param name="more">Types that this repository's contract does not have.</param>
    public static string OfThisRepository(string more = "")
    {
        var files = Directory.GetFiles(Repository.PathOf("src/Runner.Sdk"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        var usings = files.SelectMany(file => Using().Matches(file)).Select(line => line.Value.Trim()).Where(line => !line.StartsWith("using Runner.Sdk", StringComparison.Ordinal)).Distinct();
        var types = files.Select(file => NamespaceOrUsing().Replace(file, ""));
        return $"{ImplicitUsings}{string.Join('\n', usings)}\nnamespace Runner.Sdk;\n{string.Join('\n', types)}{more}";
    }

    [GeneratedRegex(@"^using [\w.]+;", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^(?:using|namespace) [\w.]+;", RegexOptions.Multiline)]
    private static partial Regex NamespaceOrUsing();
}
