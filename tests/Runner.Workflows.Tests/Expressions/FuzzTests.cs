using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

/// <summary>Texts that nobody would write: whatever they are, the answer is a value or an error that points into the text.</summary>
public sealed class FuzzTests
{
    static readonly string[] Symbols =
    [
        "(", ")", "[", "]", ",", ".", "*", "!", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "=", "&", "'", "''", "'a'", "'$..*'", "1", "-1", "1e999",
        "0xff", "0o7", ".5", "true", "null", "NaN", "Infinity", "a", "a.b", "_x-1", "contains(", "format('{0}{1}',", "fromJSON('[1,{\"b\":2}]')", "join(",
        "case(", "range(", "jsonpath(a,", "matches('a',", "replace(a,", "date(", "split('a,b',", "uuid()", " ", "\t", "\n", "\u00a0", "é", "😊", "\ud800", "\0", "#", "\"", "@",
    ];

    readonly Scope scope = new(("a", ValueJson.Parse("""{ "b": [1, { "c": "x" }, null], "d": { "b": 2 } }""")))
    {
        Environment = new() { BaseDirectory = "/nonexistent" },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Token_soup_gives_a_value_or_an_error_with_a_place(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(1, 25); n > 0; n--) text.Append(Symbols[random.Next(Symbols.Length)]);
            Check(text.ToString());
        }
    }

    [Fact]
    public void Mutated_cases_give_a_value_or_an_error_with_a_place()
    {
        var random = new Random(5);
        var corpus = Corpus().ToArray();
        for (var i = 0; i < 10_000; i++)
        {
            var text = new StringBuilder(corpus[random.Next(corpus.Length)]);
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var place = random.Next(text.Length + 1);
                if (random.Next(2) == 0) text.Insert(place, Symbols[random.Next(Symbols.Length)]);
                else text.Remove(place, Math.Min(random.Next(5), text.Length - place));
            }

            Check(text.ToString());
        }
    }

    [Theory]
    [InlineData("!")]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("a[")]
    [InlineData("a.")]
    [InlineData("a.*")]
    [InlineData(".*")]
    [InlineData("a==")]
    [InlineData("a&&")]
    [InlineData("a||")]
    [InlineData("a,")]
    [InlineData("join(")]
    [InlineData("format('{0}',")]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("x")]
    [InlineData(" ")]
    [InlineData("\n")]
    public void Longest_text_of_one_pattern_takes_little_time(string pattern)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, Expression.MaxLength / pattern.Length));
        var time = Stopwatch.StartNew();

        Check(text);
        Check(text + "a");
        Check("a " + text[..^2]);
        CheckTemplate("${{" + text);

        time.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("$", "..*")]
    [InlineData("$", "[?@")]
    [InlineData("$[?", "(")]
    [InlineData("$[?", "!(")]
    [InlineData("$[?", "length(")]
    [InlineData("$", "[*]")]
    [InlineData("$['", "\\u0041")]
    [InlineData("$[?@==", "1")]
    [InlineData("$[?@", "||@")]
    public void Long_selector_gives_a_value_or_an_error_with_a_place(string start, string pattern)
    {
        var selector = start + string.Concat(Enumerable.Repeat(pattern, 5_000));
        var wide = new Scope(("a", scope.Evaluate("a")), ("selector", Value.From(selector)));

        Check("jsonpath(a, selector)", wide);
    }

    [Fact]
    public void Selector_that_multiplies_is_stopped()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        var wide = new Scope(("a", ValueJson.Parse(deep)));

        Should.Throw<ExpressionEvaluationException>(() => wide.Evaluate("jsonpath(a, '$..*..*..*..*..*..*..*')"))
            .Message.ShouldContain("visits more than");
    }

    void Check(string text) => Check(text, scope);

    static void Check(string text, Scope scope)
    {
        TextSpan span;
        try
        {
            var expression = Expression.Parse(text, FunctionRegistry.Default);
            expression.Explain(scope).ShouldAllBe(seen => seen.Text == text.Substring(seen.Span.Start, seen.Span.Length));
            expression.Evaluate(scope);
            return;
        }
        catch (ExpressionSyntaxException e)
        {
            span = e.Span;
        }
        catch (ExpressionEvaluationException e)
        {
            span = e.Span;
        }

        (span.Start >= 0 && span.Length >= 0 && span.End <= text.Length).ShouldBeTrue($"{span} is not in {text}");
    }

    void CheckTemplate(string text)
    {
        try
        {
            Template.Parse(text, FunctionRegistry.Default).Evaluate(scope);
        }
        catch (ExpressionSyntaxException e)
        {
            e.Span.End.ShouldBeLessThanOrEqualTo(text.Length);
        }
    }

    static IEnumerable<string> Corpus()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Conformance", "expressions"), "*.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var group in document.RootElement.EnumerateObject())
            {
                foreach (var test in group.Value.EnumerateArray()) yield return test.GetProperty("expr").GetString()!;
            }
        }
    }
}
