using System.Text.Json.Nodes;
using Runner.EndToEnd.Tests.Fixtures;

namespace Runner.EndToEnd.Tests;

/// <summary>Every published case that the repository holds, through the line protocol of the built program.</summary>
public sealed class EvalTests : IDisposable
{
    readonly Workplace here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public async Task Published_cases_of_the_expression_language_are_answered_as_they_say()
    {
        var cases = FilesOf("expressions").SelectMany(file => file.AsObject()).SelectMany(group => group.Value!.AsArray()).Select(each => each!.AsObject()).ToList();
        cases.Count.ShouldBeGreaterThan(200);

        var answers = await AskAsync(cases.Select(each => new JsonObject { ["expr"] = each["expr"]!.DeepClone(), ["contexts"] = each["contexts"]?.DeepClone() }));

        foreach (var (test, answer) in cases.Zip(answers))
        {
            var told = $"{test["expr"]}\nanswered {answer.ToJsonString()}";
            if (test["err"] is { } error)
            {
                answer["errorKind"]!.GetValue<string>().ShouldBe(error["kind"]!.GetValue<string>(), told);
                answer["error"]!.GetValue<string>().ShouldContain(error["value"]!.GetValue<string>(), Case.Sensitive, told);
                continue;
            }

            answer.ContainsKey("error").ShouldBeFalse(told);
            answer["kind"]!.GetValue<string>().ShouldBe(test["result"]!["kind"]!.GetValue<string>(), told);
            JsonNode.DeepEquals(answer["result"], test["result"]!["value"]).ShouldBeTrue(told);
        }
    }

    [Fact]
    public async Task Published_cases_of_JSONPath_are_answered_as_they_say()
    {
        var cases = FilesOf("jsonpath").SelectMany(file => file["tests"]!.AsArray()).Select(each => each!.AsObject()).ToList();
        cases.Count.ShouldBeGreaterThan(200);

        var answers = await AskAsync(cases.Select(each => new JsonObject
        {
            ["expr"] = "jsonpath(document, selector)",
            ["contexts"] = new JsonObject { ["document"] = each["document"]?.DeepClone(), ["selector"] = each["selector"]!.DeepClone() },
        }));

        foreach (var (test, answer) in cases.Zip(answers))
        {
            var told = $"{test["name"]}: {test["selector"]}\nanswered {answer.ToJsonString()}";
            if (test["invalid_selector"]?.GetValue<bool>() == true)
            {
                answer["errorKind"]!.GetValue<string>().ShouldBe("evaluation", told);
                continue;
            }

            var allowed = test["results"] is JsonArray several ? several.ToArray() : new[] { test["result"] };
            answer["kind"]!.GetValue<string>().ShouldBe("Array", told);
            allowed.ShouldContain(each => JsonNode.DeepEquals(each, answer["result"]), told);
        }
    }

    static IEnumerable<JsonNode> FilesOf(string suite) =>
        Directory.GetFiles(Repository.PathOf($"tests/Runner.Workflows.Tests/Conformance/{suite}"), "*.json").Order(StringComparer.Ordinal).Select(file => JsonNode.Parse(File.ReadAllText(file))!);

    /// <summary>The answers, in order: as many as there are questions.</summary>
    async Task<IReadOnlyList<JsonObject>> AskAsync(IEnumerable<JsonObject> questions)
    {
        var lines = questions.Select(question => question.ToJsonString()).ToList();
        here.Write("questions.ndjson", string.Join('\n', lines) + "\n");

        var ended = await here.RunProgramAsync("/bin/sh", "-c", $"exec '{Repository.Program}' eval < questions.ndjson");

        ended.ExitCode.ShouldBe(0, ended.Error);
        ended.Error.ShouldBeEmpty();
        var answers = ended.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        answers.Count.ShouldBe(lines.Count);
        return answers;
    }
}
