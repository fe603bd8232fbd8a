using System.Diagnostics;
using System.Text;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Formatting;

namespace Runner.Workflows.Tests.Formatting;

/// <summary>Files of a megabyte, of shapes that invite work or text to grow with the square of it.</summary>
public sealed class LargeFileFormattingTests
{
    const int Megabyte = 1_000_000;

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Names => [.. Shapes.Keys];

    static Dictionary<string, Func<string>> Shapes { get; } = new()
    {
        ["steps"] = () => "steps:\n" + Repeat(15_000, i => $"- id: s{i}\n  uses: http.get # why\n  with: {{url: \"http://localhost\"}}\n"),
        ["keys"] = () => Repeat(60_000, i => $"k{i}:   {i}\n"),
        ["items in brackets"] = () => "a: [" + Repeat(60_000, i => $"{i},") + "]\n",
        ["items in brackets on lines"] = () => "a: [" + Repeat(60_000, i => $" {i},\n") + " ]\n",
        ["lines after a bracket far right"] = () => "a: [" + Repeat(40_000, i => $"{i},") + "[" + Repeat(40_000, i => $" {i},\n") + " ]]\n",
        ["comments"] = () => "a: 1\n" + Repeat(Megabyte / 4, i => " #\n") + "b: 2\n",
        ["comments at the end of deep blocks"] = () => Repeat(200, i => $"k{i}:\n" + Repeat(60, n => new string(' ', n + 1) + "a:\n") + Repeat(60, n => new string(' ', 60 - n) + "# c\n")),
        ["comments beside a long line"] = () => "a: " + new string('x', Megabyte / 2) + " #1\nb: " + new string('x', 100) + " #2\n" + Repeat(30_000, i => $"k{i}: 1 #\n"),
        ["aligned comments beside a long line"] = () => "a: " + new string('x', 10_000) + " #\n" + Repeat(80, i => $"k{i}:".PadRight(10_004) + "#\n"),
        ["blank lines"] = () => "a: 1\n" + new string('\n', Megabyte) + "b: 2\n",
        ["blank lines in a text that keeps them"] = () => "a: |+\n" + new string('\n', Megabyte) + "b: 2\n",
        ["empty texts"] = () => Repeat(60_000, i => $"k{i}: |\n\n\n"),
        ["texts"] = () => Repeat(20_000, i => $"k{i}: |\n  text\n   more\n\n"),
        ["text"] = () => "a: |\n" + Repeat(Megabyte / 10, _ => "    text\n"),
        ["quoted text over lines"] = () => "a: '" + Repeat(Megabyte / 10, _ => "text\n    ") + "'\n",
        ["nested brackets on lines"] = () => "a: [" + Repeat(2_000, _ => new string('[', 60) + "\n 1\n " + new string(']', 60) + ",\n ") + "]\n",
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Large_file_is_formatted_soon(string name)
    {
        var text = Shapes[name]();
        var diagnostics = new DiagnosticBag();
        var clock = Stopwatch.StartNew();

        var formatted = WorkflowFormatter.Format(new("large.yaml", text), diagnostics);

        clock.Elapsed.ShouldBeLessThan(Limit);
        diagnostics.Select(DiagnosticText.Format).ShouldBeEmpty();
        formatted.ShouldNotBeNull().Length.ShouldBeLessThan(3 * Megabyte + text.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {clock.ElapsedMilliseconds} ms, {text.Length} -> {formatted.Length}");
    }

    static string Repeat(int count, Func<int, string> text)
    {
        var all = new StringBuilder();
        for (var i = 0; i < count; i++) all.Append(text(i));
        return all.ToString();
    }
}
