using System.Text.Json;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Expressions;

/// <summary>Runs every published case in the folder Conformance/expressions, those that skip another implementation too.</summary>
public sealed class GitHubConformanceTests
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance", "expressions");

    public static TheoryData<string, string, int> Cases()
    {
        var cases = new TheoryData<string, string, int>();
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var group in document.RootElement.EnumerateObject())
            {
                for (var i = 0; i < group.Value.GetArrayLength(); i++) cases.Add(Path.GetFileName(file), group.Name, i);
            }
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Expression_answers_as_the_published_case_says(string file, string group, int index)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var test = document.RootElement.GetProperty(group)[index];
        var text = test.GetProperty("expr").GetString()!;
        var scope = test.TryGetProperty("contexts", out var contexts) ? Scope.FromJson(contexts.GetRawText()) : Scope.Empty;

        if (!test.TryGetProperty("err", out var error))
        {
            var value = scope.Evaluate(text);
            value.Kind.ToString().ShouldBe(test.GetProperty("result").GetProperty("kind").GetString());
            JsonElement.DeepEquals(Parse(ValueJson.Write(value)), test.GetProperty("result").GetProperty("value"))
                .ShouldBeTrue($"{text} is {ValueJson.Write(value)}");
            return;
        }

        var (kind, message) = Failure(scope, text);
        kind.ShouldBe(error.GetProperty("kind").GetString());
        message.ShouldContain(error.GetProperty("value").GetString()!, Case.Sensitive);
    }

    static (string Kind, string Message) Failure(Scope scope, string text)
    {
        Expression expression;
        try
        {
            expression = scope.Parse(text);
        }
        catch (ExpressionSyntaxException e)
        {
            return (e.Kind == ExpressionErrorKind.Lexing ? "lexing" : "parsing", e.Message);
        }

        return ("evaluation", Should.Throw<ExpressionEvaluationException>(() => expression.Evaluate(scope)).Message);
    }

    static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
