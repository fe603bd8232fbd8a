using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Text;

public sealed class SourceTextTests
{
    [Theory]
    [InlineData("", 0, 1, 1)]
    [InlineData("ab\ncd", 0, 1, 1)]
    [InlineData("ab\ncd", 2, 1, 3)]
    [InlineData("ab\ncd", 3, 2, 1)]
    [InlineData("ab\ncd", 5, 2, 3)]
    [InlineData("ab\r\ncd", 4, 2, 1)]
    [InlineData("ab\n", 3, 2, 1)]
    [InlineData("😀b", 2, 1, 3)]
    [InlineData("ab", 99, 1, 3)]
    [InlineData("ab", -1, 1, 1)]
    public void Offset_has_a_line_and_a_column(string text, int offset, int line, int column) =>
        new SourceText("a", text).PositionOf(offset).ShouldBe(new LinePosition(line, column));

    [Fact]
    public void Position_and_offset_are_inverse()
    {
        var source = new SourceText("a", "one\r\n\ntwo\nthree");

        for (var offset = 0; offset <= source.Content.Length; offset++)
        {
            var (line, column) = source.PositionOf(offset);
            source.OffsetOf(line, column).ShouldBe(offset);
        }
    }

    [Fact]
    public void Line_comes_without_its_break()
    {
        var source = new SourceText("a", "one\r\n\ntwo");

        Enumerable.Range(1, 3).Select(source.Line).ShouldBe(["one", "", "two"]);
    }
}
