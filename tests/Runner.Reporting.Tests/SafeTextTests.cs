namespace Runner.Reporting.Tests;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain ASCII ~", "plain ASCII ~")]
    [InlineData("é 日本 👍🏽 ﬁ", "é 日本 👍🏽 ﬁ")]
    [InlineData("\e]0;title\a", @"\x1b]0;title\x07")]
    [InlineData("a\rb\nc\td\b\0\u007f", @"a\rb\nc\td\x08\x00\x7f")]
    [InlineData("\u009b31m", @"\x9b31m")]
    [InlineData("\u202etxt.exe\u2066\u200b\ufeff", @"\u202etxt.exe\u2066\u200b\ufeff")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\U000E0041", @"\U000e0041")]
    [InlineData("👩\u200d🔧", "👩\u200d🔧")]
    public void Text_shows_as_escapes_what_a_terminal_would_obey(string text, string shown) => SafeText.OneLine(text).ShouldBe(shown);

    [Fact]
    public void Unpaired_surrogate_becomes_the_replacement_character() => SafeText.OneLine("a\ud800b").ShouldBe("a\ufffdb");

    [Fact]
    public void Terminal_text_is_escaped_even_when_nobody_did_it_before()
    {
        using var screen = new Screen(80, 24);
        new AnsiText(color: true).Write(Tone.Bad, "\e]0;title\a\r\u202e").FlushTo(screen);
        screen.Text.ShouldBe("\\x1b]0;title\\x07\\r\\u202e\n");
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("日本語日本語", 7, "日本語…")]
    [InlineData("日本語日本語", 6, "日本…")]
    [InlineData("ab cdef", 4, "ab…")]
    [InlineData("abc", 0, "")]
    public void Fit_cuts_to_columns_and_never_through_a_wide_character(string text, int width, string shown) =>
        DisplayWidth.Fit(text, width, "…").ShouldBe(shown);

    [Fact]
    public void Wrap_breaks_at_spaces_and_cuts_what_is_too_much()
    {
        DisplayWidth.Wrap("the quick brown fox", 10, 5, "…").ShouldBe(["the quick", "brown fox"]);
        DisplayWidth.Wrap("the quick brown fox jumps", 10, 2, "…").ShouldBe(["the quick", "brown fox…"]);
        DisplayWidth.Wrap("abcdefghij", 4, 5, "…").ShouldBe(["abcd", "efgh", "ij"]);
        DisplayWidth.Wrap("日本語", 1, 9, "…").ShouldBe(["日", "本", "語"]);
    }

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(0.44, "0.4ms")]
    [InlineData(12.3, "12ms")]
    [InlineData(999.4, "999ms")]
    [InlineData(999.6, "1s")]
    [InlineData(1240, "1.24s")]
    [InlineData(59_999, "1m 00s")]
    [InlineData(125_000, "2m 05s")]
    [InlineData(3_720_000, "1h 02m")]
    public void Duration_is_written_in_the_unit_that_people_use(double milliseconds, string shown) =>
        Amounts.Duration(TimeSpan.FromMilliseconds(milliseconds)).ShouldBe(shown);
}
