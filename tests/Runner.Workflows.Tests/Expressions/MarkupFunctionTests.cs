using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

/// <summary>The functions <c>xpath</c> and <c>css</c>.</summary>
public sealed class MarkupFunctionTests
{
    const string Feed = """
        <?xml version="1.0"?>
        <feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="urn:media">
          <title>News</title>
          <entry id="1"><title>One</title><m:size>10</m:size></entry>
          <entry id="2"><title>Two</title><m:size>20</m:size></entry>
        </feed>
        """;

    const string Page = """
        <!DOCTYPE html>
        <html lang="en"><head><title>Status</title><meta name="build" content="42"></head>
        <body>
          <h1>
            All systems
            <em>up</em>
          </h1>
          <ul class="links"><li><a href="/a?x=1&amp;y=2">A</a><li><a>B</a><li><a href="">C</a></ul>
          <pre>a
            b</pre>
          <input disabled @click="go"><br>
        </body></html>
        """;

    static string Json(string expression, string text = "") => new Scope(("text", Value.From(text))).Json(expression);

    static string Error(string expression, string text = "") =>
        Should.Throw<ExpressionEvaluationException>(() => Json(expression, text)).Message;

    [Theory]
    [InlineData("//entry/title", """["One","Two"]""")]
    [InlineData("/feed/title/text()", """["News"]""")]
    [InlineData("//entry[2]/title", """["Two"]""")]
    [InlineData("//entry[@id='1']/title", """["One"]""")]
    [InlineData("//entry/@id", """["1","2"]""")]
    [InlineData("//entry/attribute::id", """["1","2"]""")]
    [InlineData("//m:size", """["10","20"]""")]
    [InlineData("//m:*[1]", """["10","20"]""")]
    [InlineData("//size", """["10","20"]""")]
    [InlineData("//entry[size > 10]/title", """["Two"]""")]
    [InlineData("//entry[title = 'One' and not(m:size = 20)]/@id", """["1"]""")]
    [InlineData("//title[parent::entry][last()]", """["One","Two"]""")]
    [InlineData("(//title)[last()]", """["Two"]""")]
    [InlineData("//size/ancestor::entry[1]/child::title", """["One","Two"]""")]
    [InlineData("//entry[title='One']/following-sibling::entry/@id | //feed/title", """["News","2"]""")]
    [InlineData("//missing", "[]")]
    [InlineData("count(//entry)", "2")]
    [InlineData("sum(//size) div count(//size)", "15")]
    [InlineData("count(//entry) * 2 mod 3", "1")]
    [InlineData("string(//entry[2]/title)", "\"Two\"")]
    [InlineData("boolean(//entry[3])", "false")]
    [InlineData("namespace-uri(/*)", "\"http://www.w3.org/2005/Atom\"")]
    [InlineData("concat(name(//*[local-name()='size']), ' div ', \"or\")", "\"m:size div or\"")]
    public void Xpath_answers_what_the_expression_selects_or_computes(string expression, string expected) =>
        new Scope(("text", Value.From(Feed)), ("expression", Value.From(expression))).Json("xpath(text, expression)").ShouldBe(expected);

    [Theory]
    [InlineData("<div><div>x</div></div>", "//div/div", """["x"]""")]
    [InlineData("<and><or><div/></or></and>", "count(/and/or/div)", "1")]
    [InlineData("<a><text>t</text></a>", "//a/text", """["t"]""")]
    [InlineData("<a-b.c>x</a-b.c>", "//a-b.c", """["x"]""")]
    [InlineData("<é>x</é>", "//é", """["x"]""")]
    [InlineData("<a> <b/> </a>", "string(/a)", "\"  \"")]
    [InlineData("\n\uFEFF<?xml version='1.0'?><a>x</a>", "/a", """["x"]""")]
    [InlineData("<a><![CDATA[<b>]]></a>", "/a", """["<b>"]""")]
    public void Xpath_tells_names_from_operators_and_keeps_the_text_as_it_is(string text, string expression, string expected) =>
        new Scope(("text", Value.From(text)), ("expression", Value.From(expression))).Json("xpath(text, expression)").ShouldBe(expected);

    [Theory]
    [InlineData("//h1/em", """["up"]""")]
    [InlineData("normalize-space(//h1)", "\"All systems up\"")]
    [InlineData("//li", """["A","B","C"]""")]
    [InlineData("//a[starts-with(@href, '/')]/@href", """["/a?x=1&y=2"]""")]
    [InlineData("//meta[@name='build']/@content", """["42"]""")]
    [InlineData("count(//tbody)", "0")]
    public void Xpath_reads_a_page_by_the_rules_of_html(string expression, string expected) =>
        new Scope(("text", Value.From(Page)), ("expression", Value.From(expression))).Json("xpath(text, expression)").ShouldBe(expected);

    [Fact]
    public void Xpath_reads_a_page_that_says_it_is_xml_by_the_rules_of_html() =>
        Json("xpath(text, '//p')", "<?xml version=\"1.0\"?>\n<!-- x -->\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\" \"xhtml1.dtd\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><p>a&nbsp;b</p></html>")
            .ShouldBe("[\"a\u00a0b\"]");

    [Theory]
    [InlineData("css(text, 'h1')", """["All systems up"]""")]
    [InlineData("css(text, 'title')[0]", "\"Status\"")]
    [InlineData("css(text, 'pre')[0]", "\"a\\n    b\"")]
    [InlineData("css(text, 'ul.links > li a')", """["A","B","C"]""")]
    [InlineData("css(text, 'ul.links a', 'href')", """["/a?x=1&y=2",""]""")]
    [InlineData("css(text, 'LI:nth-child(2)')", """["B"]""")]
    [InlineData("css(text, 'html', 'LANG')", """["en"]""")]
    [InlineData("css(text, 'input[disabled], meta', 'content')", """["42"]""")]
    [InlineData("css(text, 'a:not([href])')", """["B"]""")]
    [InlineData("css(text, 'h2')", "[]")]
    [InlineData("css('', 'p')", "[]")]
    [InlineData("css(null, 'p')", "[]")]
    [InlineData("css('<p>a<p>b', 'p')", """["a","b"]""")]
    public void Css_answers_texts_or_attributes_of_what_it_selects(string expression, string expected) => Json(expression, Page).Replace("\\n            ", "\\n    ").ShouldBe(expected);

    [Theory]
    [InlineData("xpath('<a>', '//a')", "not well-formed XML")]
    [InlineData("xpath('', '//a')", "the text is empty")]
    [InlineData("xpath('<p>a<br></p>', '//p')", "css() reads it")]
    [InlineData("xpath('<a/>', '//a[')", "xpath: '//a['")]
    [InlineData("xpath('<a/>', '')", "the expression is empty")]
    [InlineData("xpath('<a/>', 'matches(//a, 1)')", "a function that XPath 1.0 does not have")]
    [InlineData("xpath('<a/>', '//a[$x]')", "has a variable")]
    [InlineData("xpath('<a/>', '//s:a')", "declares no prefix 's': it declares none")]
    [InlineData("xpath('<a xmlns:t=\"urn:t\"/>', '//s:a')", "it declares t")]
    [InlineData("css('<p>', 'p[')", "'p[' is not a CSS selector")]
    [InlineData("css('<p>', 'p::attr(x)')", "is not a CSS selector")]
    [InlineData("css('<p>', '')", "the selector is empty")]
    public void Query_without_an_answer_says_why(string expression, string part) => Error(expression).ShouldContain(part);

    [Fact]
    public void Xpath_skips_a_dtd_and_expands_nothing_of_it()
    {
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, "stolen");

        Json("xpath(text, '/plist')", "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://127.0.0.1:1/x.dtd\"><plist>x</plist>").ShouldBe("[\"x\"]");
        Error("xpath(text, '/r')", $"<!DOCTYPE r [<!ENTITY x SYSTEM \"file://{secret}\">]><r>&x;</r>").ShouldContain("entities that a DTD declares are not expanded");
        Error("xpath(text, '/r')", "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><r>&b;</r>").ShouldContain("not expanded");
        File.Delete(secret);
    }

    [Fact]
    public void Query_into_markup_as_deep_as_it_is_long_ends()
    {
        var deep = string.Concat(Enumerable.Repeat("<b>", 20_000));

        Json("xpath(text, 'count(//b)')", deep + deep.Replace("<", "</")).ShouldBe("20000");
        Json("length(css(text, 'b'))", deep).ShouldBe("20000");
        Json("xpath(text, 'count(//b)')", "<html>" + deep).ShouldBe("20000");
    }

    [Fact]
    public void Query_into_markup_that_is_too_long_is_refused()
    {
        var text = new string('x', 16 * 1024 * 1024 + 1);

        Error("css(text, 'p')", text).ShouldContain("more than the limit of 16777216");
        Error("xpath(text, '//p')", text).ShouldContain("more than the limit");
    }

    [Fact]
    public void Query_that_selects_more_than_an_expression_may_hold_is_refused() =>
        Error("xpath(text, '//a')", string.Concat(Enumerable.Repeat("<a>", 1000)) + new string('x', 2000) + string.Concat(Enumerable.Repeat("</a>", 1000)))
            .ShouldContain("memory size was exceeded");
}
