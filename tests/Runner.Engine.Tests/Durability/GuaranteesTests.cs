using System.Text.RegularExpressions;

namespace Runner.Engine.Tests.Durability;

/// <summary>docs/guarantees.md promises nothing that no test looks at.</summary>
public sealed partial class GuaranteesTests
{
    [Fact]
    public void Each_sentence_has_a_test_that_names_it_and_no_test_names_one_that_is_not_there()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Runner.sln"))) root = root.Parent.ShouldNotBeNull();
        var sentences = Sentence().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "guarantees.md"))).Select(match => match.Groups[1].Value).ToList();
        sentences.Count.ShouldBeGreaterThan(10);
        sentences.ShouldBe(Enumerable.Range(1, sentences.Count).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var named = Directory.EnumerateFiles(Path.Combine(root.FullName, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Named().Matches(File.ReadAllText(file)))
            .SelectMany(match => match.Groups[1].Value.Split(',')).Distinct().ToList();
        sentences.Except(named).ShouldBeEmpty("no test names these sentences");
        named.Except(sentences).ShouldBeEmpty("there are no such sentences");
    }

    [GeneratedRegex(@"^(\d+)\. ", RegexOptions.Multiline)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\[Trait\(""guarantee"", ""([\d,]+)""\)\]")]
    private static partial Regex Named();
}
