using System.Text;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Formatting;
using Runner.Workflows.Tests.Fixtures;
using YamlDotNet.Core;
using Comment = YamlDotNet.Core.Tokens.Comment;

namespace Runner.Workflows.Tests.Formatting;

/// <summary>
/// Whatever a file holds: when Runner can read it, it can be formatted, means the same afterwards and has the same
/// comments; and what is formatted stays as it is. Comments are counted by the parser here, not by the formatter.
/// </summary>
public sealed class FormattingFuzzTests
{
    /// <summary>Few, so that the tests stay quick; <c>RUNNER_FUZZ_ROUNDS</c> searches longer.</summary>
    static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("RUNNER_FUZZ_ROUNDS"), out var rounds) ? rounds : 3_000;

    static readonly string[] Tokens =
    [
        "\n", "\n", "\n\n\n", "\r\n", "\r", " ", "  ", "   ", "\t", ":", ": ", ":\n", "- ", "-\n", "- - ", "? ", "[", "]", "{", "}", ", ", ",", "[]", "{ }", "[a, b]", "{ a: b }", "'", "\"", "'x'", "\"y\"",
        "#", " # c", "# c\n", "\n# own\n", "\n    # deep\n", "&a ", "&b\n", "*a", "!!str ", "! ", "|", "|\n", ">-", "|+\n", ">+\n\n", "|2-\n", "---\n", "...\n", "a: ", "a:\n", "\n  b: ", "\n    - c", "\n- d",
        "word", "two words", "\\", "\\\n", "😀", "\u0085", "\u2028", "\ufeff", "é", "<<: ", "~", "http://x/#y", "${{ a }}",
    ];

    static readonly string[] Shapes =
    [
        "\n", "\n\n", "\n", "  # c\n", "\n# own\n", "\n      # deep\n", "\n  # two\n", " ", "    ", "\n\n\n",
    ];

    static IReadOnlyList<string> Files { get; } =
    [
        .. new[] { Corpus.Valid, Corpus.Broken, Corpus.Formatting }.SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml")).Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];

    /// <summary>What Runner reads but will not format, such as a key without text in braces: left alone is right, often is not.</summary>
    readonly List<string> refused = [];

    [Fact]
    public void Every_workflow_of_the_tests_keeps_its_meaning_and_its_comments()
    {
        var formatted = Files.Count(text => Check(text));

        formatted.ShouldBeGreaterThan(Files.Count * 3 / 4);
        refused.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Files_with_pieces_put_in_or_taken_out_keep_their_meaning_and_their_comments(int seed)
    {
        var random = new Random(seed);
        var formatted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = new StringBuilder(Files[random.Next(Files.Count)]);
            if (text.Length > 4_000) continue;
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(text.Length + 1);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                else text.Insert(at, Tokens[random.Next(Tokens.Length)]);
            }

            if (Check(text.ToString())) formatted++;
        }

        formatted.ShouldBeGreaterThan(Rounds / 20);
        refused.Count.ShouldBeLessThan(Rounds / 500, string.Join("\n=====\n", refused.Select(ShownText)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Files_with_blanks_and_comments_between_lines_keep_them(int seed)
    {
        var random = new Random(seed);
        var formatted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = Files[random.Next(Files.Count)];
            if (text.Length > 4_000) continue;
            var changed = new StringBuilder();
            foreach (var line in text.Split('\n'))
            {
                changed.Append(line).Append(random.Next(6) == 0 ? Shapes[random.Next(Shapes.Length)].TrimEnd('\n') : "").Append('\n');
                if (random.Next(8) == 0) changed.Append(' ', random.Next(10)).Append("# ").Append(i).Append('\n');
            }

            if (Check(changed.ToString())) formatted++;
        }

        formatted.ShouldBeGreaterThan(Rounds / 3);
        refused.Count.ShouldBeLessThan(Rounds / 500, string.Join("\n=====\n", refused.Select(ShownText)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Token_soup_keeps_its_meaning_and_its_comments(int seed)
    {
        var random = new Random(seed);
        var formatted = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 14); n > 0; n--) text.Append(Tokens[random.Next(Tokens.Length)]);
            if (Check(text.ToString())) formatted++;
        }

        formatted.ShouldBeGreaterThan(Rounds / 20);
        refused.Count.ShouldBeLessThan(Rounds / 500, string.Join("\n=====\n", refused.Select(ShownText)));
    }

    /// <summary>Whether the file was formatted; it is, when Runner can read it.</summary>
    bool Check(string text)
    {
        var diagnostics = new DiagnosticBag();
        var formatted = WorkflowFormatter.Format(new("test.yaml", text), diagnostics);
        if (formatted is null)
        {
            diagnostics.HasErrors.ShouldBeTrue(text);
            // No mapping and no list, so no workflow in any case.
            if (diagnostics.Any(diagnostic => diagnostic.Code == DiagnosticCodes.NotFormattable && !diagnostic.Message.Contains("single text", StringComparison.Ordinal))) refused.Add(text);
            return false;
        }

        CommentsOf(formatted).ShouldBe(CommentsOf(text), ShownText(text));
        WorkflowFormatter.Format(new("test.yaml", formatted), diagnostics).ShouldBe(formatted, ShownText(text));
        return true;
    }

    static string ShownText(string text) => text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);

    /// <summary>What the parser's scanner takes for comments.</summary>
    static List<string> CommentsOf(string text)
    {
        var scanner = new Scanner(new StringReader(text.StartsWith('\ufeff') ? text[1..] : text), skipComments: false);
        var comments = new List<string>();
        while (scanner.MoveNext())
        {
            if (scanner.Current is Comment comment) comments.Add(comment.Value.Trim());
        }

        return comments;
    }
}
