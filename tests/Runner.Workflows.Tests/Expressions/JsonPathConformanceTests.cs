using System.Text.Json;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

/// <summary>Runs every published case in the folder Conformance/jsonpath.</summary>
public sealed class JsonPathConformanceTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance", "jsonpath");

    public static TheoryData<string, int, string> Cases()
    {
        var cases = new TheoryData<string, int, string>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            var i = 0;
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var test in document.RootElement.GetProperty("tests").EnumerateArray())
                cases.Add(Path.GetFileName(file), i++, test.GetProperty("name").GetString()!);
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Jsonpath_answers_as_the_published_case_says(string file, int index, string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var test = document.RootElement.GetProperty("tests")[index];
        test.GetProperty("name").GetString().ShouldBe(name);
        var isInvalid = test.TryGetProperty("invalid_selector", out var invalid) && invalid.GetBoolean();
        var scope = new Scope(
            ("selector", Value.From(test.GetProperty("selector").GetString())),
            ("document", isInvalid ? Value.Null : ValueJson.Parse(test.GetProperty("document").GetRawText())));

        if (isInvalid)
        {
            Should.Throw<ExpressionEvaluationException>(() => scope.Evaluate("jsonpath(document, selector)"));
            return;
        }

        using var actual = JsonDocument.Parse(scope.Json("jsonpath(document, selector)"));
        var expected = test.TryGetProperty("results", out var several) ? several.EnumerateArray().ToArray() : [test.GetProperty("result")];
        expected.ShouldContain(each => JsonElement.DeepEquals(each, actual.RootElement), actual.RootElement.GetRawText());
    }
}
