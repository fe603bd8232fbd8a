using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Runner.Cli.Tests.Documentation;

/// <summary>A page of the documentation, with what it shows.</summary>
/// <param name="Text">The page, in Markdown.</param>
sealed partial record Page(string Text)
{
    /// <summary>The repository that the tests were built from.</summary>
    public static string Root { get; } = typeof(Page).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "RepositoryRoot").Value!;

    public static Page Read(string path) => new(File.ReadAllText(Path.Combine(Root, path)));

    /// <summary>
    /// The workflows that the page says how to run: <c>yaml run=1 --input a=b</c>. The files before it that it needs are
    /// blocks <c>yaml file=lib/greet.yaml</c>.
    /// </summary>
    public IReadOnlyList<Example> Examples()
    {
        var examples = new List<Example>();
        var files = new Dictionary<string, string>();
        foreach (Match block in Block().Matches(Text))
        {
            var (body, line) = (block.Groups["body"].Value, Text.AsSpan(0, block.Index).Count('\n') + 1);
            if (block.Groups["file"] is { Success: true } file)
            {
                files.Add(file.Value, body);
                continue;
            }

            var arguments = Argument().Matches(block.Groups["arguments"].Value).Select(argument => argument.Value.Replace("'", "", StringComparison.Ordinal));
            examples.Add(new(line, body, int.Parse(block.Groups["code"].ValueSpan, CultureInfo.InvariantCulture), [.. arguments], files));
            files = [];
        }

        files.ShouldBeEmpty("a file is for the workflow after it");
        return examples;
    }

    /// <summary>The lines of tables whose first column is an expression and whose second is what it answers.</summary>
    public IReadOnlyList<(string Expression, string Result)> Expressions() =>
    [
        .. Table().Matches(Text).SelectMany(table => Row().Matches(table.Value)).Select(row => (Cell(row.Groups["expression"].Value), Cell(row.Groups["result"].Value))),
    ];

    /// <summary>The contexts that those expressions name.</summary>
    public string Contexts => Json().Match(Text) is { Success: true } block ? block.Groups[1].Value : "{}";

    // A bar in a table's cell is written with a backslash.
    static string Cell(string text) => text.Replace("\\|", "|", StringComparison.Ordinal);

    [GeneratedRegex(@"^```(?:yaml|ini|sh) (?:file=(?<file>\S+)|run=(?<code>\d+)(?<arguments>[^\n]*))\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"'[^']*'|[^\s']+(?:'[^']*')?")]
    private static partial Regex Argument();

    [GeneratedRegex(@"^\| expression \| result \|.*\n\|[-|]+\n(?:\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^\| `(?<expression>(?:[^`])+)` \| `(?<result>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^```json contexts\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Json();
}

/// <summary>A workflow of a page.</summary>
/// <param name="Line">The line of the page where it starts.</param>
/// <param name="Body">The text.</param>
/// <param name="ExitCode">How its run ends.</param>
/// <param name="Arguments">What else the command line has.</param>
/// <param name="Files">The files beside it.</param>
sealed partial record Example(int Line, string Body, int ExitCode, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Files)
{
    /// <summary>The workflow without the comments on what it says: a message that shows a line of it would say them too.</summary>
    public string Workflow => Comment().Replace(Body, "");

    /// <summary>What comments say that the run says: <c># says: hello</c>.</summary>
    public IEnumerable<string> Says => Comment().Matches(Body).Where(comment => comment.Groups["never"].Length == 0).Select(comment => comment.Groups["text"].Value);

    /// <summary>What comments say that it does not: <c># never says: hello</c>.</summary>
    public IEnumerable<string> NeverSays => Comment().Matches(Body).Where(comment => comment.Groups["never"].Length > 0).Select(comment => comment.Groups["text"].Value);

    [GeneratedRegex(@"# (?<never>never )?says: (?<text>.*?) *$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
