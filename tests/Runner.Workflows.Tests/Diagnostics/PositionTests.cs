using Runner.Workflows.Diagnostics;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Diagnostics;

/// <summary>
/// A diagnostic covers exactly the characters that are wrong, however the scalar is written. They stand between
/// guillemets here, which are taken away before the text is compiled.
/// </summary>
public sealed class PositionTests
{
    const string Get = "steps:\n  - uses: http.get\n    with: { url: http://localhost }\n";
    const string Post = "steps:\n  - uses: http.post\n    with:\n      url: http://localhost\n";

    public static TheoryData<string, string> Marked => new()
    {
        { "plain", Get + "    expect: result.«staus» == 200\n" },
        { "plain with braces", Get + "    expect: ${{ result.«staus» == 200 }}\n" },
        { "plain over two lines", Get + "    expect: result.status == 200 &&\n      result.«staus» == 200\n" },
        { "plain over two lines, an empty one between", Get + "    expect: result.status == 200 &&\n\n      result.«staus» == 200\n" },
        { "plain, the same word before", Get + "    expect: contains('staus',\n      result.«staus»)\n" },
        { "single quotes", Get + "    expect: 'result.«staus» == 200'\n" },
        { "single quotes, doubled", Get + "    expect: 'result.body != ''staus'' && result.«staus» == 200'\n" },
        { "single quotes, folded", Get + "    expect: 'result.body != ''a''\n\n      && result.«staus» == 200'\n" },
        { "double quotes", Get + "    expect: \"result.«staus» == 200\"\n" },
        { "double quotes with escapes", Get + "    expect: \"result.body != '\\tstaus\\u00e9\\x41' && result.«staus» == 200\"\n" },
        { "double quotes, escaped quote", Get + "    expect: \"contains(result.body, '\\\"') && result.«staus» == 200\"\n" },
        { "double quotes, line continued", Get + "    expect: \"result.body != 'a\\\n      b' && result.«staus» == 200\"\n" },
        { "double quotes, folded", Get + "    expect: \"result.status == 200  \n      && result.«staus» == 200\"\n" },
        { "double quotes, escape within the wrong name", Get + "    expect: \"result.«st\\x61us» == 200\"\n" },
        { "double quotes, beyond the BMP", Get + "    expect: \"result.body != '\\U0001F600' && result.«staus» == 200\"\n" },
        { "literal block", Get + "    expect: |\n      result.status == 200\n        && result.«staus» == 200\n" },
        { "literal block, the same word before", Get + "    expect: |-\n      contains('staus', 'a')\n      && result.«staus» == 200\n" },
        { "literal block, indentation told", Get + "    expect: |2-\n      result.status == 200\n      && result.«staus» == 200\n" },
        { "folded block", Get + "    expect: >\n      result.status == 200\n      && result.«staus» == 200\n" },
        { "folded block with empty lines", Get + "    expect: >+\n\n      result.status == 200\n\n\n      && result.«staus» == 200\n\n" },
        { "folded block, indented further", Get + "    expect: >-\n      result.status == 200\n         && result.body != ''\n      && result.«staus» == 200\n" },
        { "flow mapping", "steps: [{ uses: http.get, with: { url: \"${{ inputs.«nope» }}\" } }]\n" },
        { "flow mapping, key", "steps: [{ uses: http.get, with: { «ulr»: http://localhost } }]\n" },
        { "flow list", Get + "    expect: [result.status == 200, result.«staus» == 200]\n" },
        { "context that has nothing", Post + "      json: ${{ env.«X» }}\n" },
        { "between text", Post + "      json: { a: \"x${{ 1 }}y${{ inputs.«nope» }}z\" }\n" },
        { "beyond the BMP before", Post + "      json: 😀 ${{ inputs.«nope» }}\n" },
        { "beyond the BMP in the key before", Post + "      json: { 😀: \"${{ inputs.«nope» }}\" }\n" },
        { "combining marks before", Post + "      json: e\u0301e\u0301 ${{ inputs.«nope» }}\n" },
        { "anchor and tag before", Post + "      json: &a !!str ${{ inputs.«nope» }}\n" },
        { "comment after", Get + "    expect: result.«staus» == 200 # staus\n" },
        { "whole scalar", Get + "    timeout: «ten seconds» # later\n" },
        { "whole quoted scalar", Get + "    timeout: «\"ten\\x20seconds\"»\n" },
        { "quoted key", Get + "    «\"shell\"»: bash\n" },
        { "flow list as a value", "steps:\n  - uses: http.get\n    with: { url: «[a, b]» }\n" },
        { "block list as a value", "steps:\n  - uses: http.get\n    with:\n      url:\n        «- a\n        - b»\n" },
        { "block mapping as a value", "steps:\n  - uses: http.get\n    with:\n      url:\n        «a: b\n        c: d»\n\n# end\n" },
        { "space before a condition", Get + "    expect: '  result.«staus» == 200 '\n" },
    };

    [Theory]
    [MemberData(nameof(Marked))]
    public void Span_covers_exactly_what_is_wrong(string how, string marked) => Check(how, marked);

    [Theory]
    [MemberData(nameof(Marked))]
    public void Span_covers_exactly_what_is_wrong_in_a_file_with_crlf(string how, string marked) =>
        Check(how, marked.Replace("\n", "\r\n", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Marked))]
    public void Span_covers_exactly_what_is_wrong_far_down_in_the_file(string how, string marked) =>
        Check(how, string.Concat(Enumerable.Repeat("# é😀\n\n", 2000)) + marked);

    [Fact]
    public void Span_is_right_after_a_byte_order_mark()
    {
        var marked = Get + "    expect: result.«staus» == 200\n";
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("a.yaml");
        File.WriteAllText(path, Unmarked(marked), new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var source = Runner.Workflows.Text.SourceFile.Read(path, [])!;

        source.Slice(Compilation.Of(source).Diagnostics.ShouldHaveSingleItem().Location.Span).ShouldBe("staus");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(0, 500)]
    [InlineData(300, 300)]
    [InlineData(5000, 70)]
    public void Long_line_is_shortened_around_the_place(int before, int after)
    {
        var text = $"steps: [{{ uses: http.get, with: {{ url: \"{new string('a', before)}${{{{ inputs.nope }}}}{new string('b', after)}\" }} }}]\n";

        var lines = DiagnosticText.Format(Compilation.Wrong(text)).Split('\n');

        lines[1].Length.ShouldBeLessThanOrEqualTo(160 + "  1 | ".Length);
        var caret = lines[2].IndexOf('^', StringComparison.Ordinal);
        lines[1].Substring(caret, lines[2].Length - caret).ShouldBe("nope");
        lines[1].Contains('…', StringComparison.Ordinal).ShouldBe(text.Length > 160);
    }

    [Fact]
    public void Shortened_line_holds_no_half_of_a_surrogate_pair()
    {
        for (var shift = 0; shift < 2; shift++)
        {
            var text = $"steps: [{{ uses: http.get, with: {{ url: \"{new string('a', shift)}{string.Concat(Enumerable.Repeat("😀", 200))}${{{{ inputs.nope }}}}{string.Concat(Enumerable.Repeat("😀", 200))}\" }} }}]\n";
            var told = DiagnosticText.Format(Compilation.Wrong(text));

            System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(told)).ShouldBe(told);
        }
    }

    [Fact]
    public void Control_characters_of_a_file_do_not_reach_the_terminal()
    {
        var told = DiagnosticText.Format(Compilation.Wrong(Get + "    expect: result.staus == '\u202e\u0085' # \t\n"));

        told.ShouldContain("'  ' # →");
        Compilation.Of("\"\\e[2J\": 1\n" + Get).Diagnostics.ShouldHaveSingleItem().Message.ShouldNotContain('\e');
    }

    static void Check(string how, string marked)
    {
        var start = marked.IndexOf('«', StringComparison.Ordinal);
        var end = marked.IndexOf('»', StringComparison.Ordinal) - 1;

        var compiled = Compilation.Of(Unmarked(marked));
        var span = compiled.Diagnostics.ShouldHaveSingleItem(how).Location.Span;

        compiled.Source.Slice(span).ShouldBe(compiled.Source.Content[start..end], how);
        span.Start.ShouldBe(start, how);
    }

    static string Unmarked(string marked) => marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
}
