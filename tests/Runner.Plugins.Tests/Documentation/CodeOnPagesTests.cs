using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Runner.Plugins.Tests.Documentation;

public sealed partial class CodeOnPagesTests
{
    [Theory]
    [InlineData("PROTOCOLS.md", "ClientsOfTheProtocolPage.cs")]
    [InlineData("SSH.md", "ClientOfTheSshPage.cs")]
    [InlineData("SCAN.md", "ClientOfTheScanPage.cs")]
    public void Code_on_a_page_is_code_that_compiles(string name, string code)
    {
        var here = Path.GetDirectoryName(PathOfThisFile())!;
        var page = File.ReadAllText(Path.Combine(here, "../../../docs", name));
        var compiled = Statements(File.ReadAllText(Path.Combine(here, code)));

        var shown = CSharp().Matches(page).Select(block => Statements(block.Groups[1].Value)).ToList();

        shown.ShouldHaveSingleItem();
        compiled.ShouldContain(shown[0], Case.Sensitive);
    }

    /// <summary>Without indentation, empty lines and usings: where code stands does not matter.</summary>
    static string Statements(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("using Runner", StringComparison.Ordinal)));

    static string PathOfThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
