using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Runner.Workflows.Expressions;
using Runner.Workflows.Expressions.Answering;

namespace Runner.Workflows.Tests.Expressions.Answering;

public sealed class LineServerTests
{
    [Theory]
    [InlineData("""{"expr":"1 < 2"}""", """{"result":true,"kind":"Boolean"}""")]
    [InlineData("""{"expr":""}""", """{"result":null,"kind":"Null"}""")]
    [InlineData("""{"expr":"a.B","contexts":{"A":{"b":"é\n"}}}""", """{"result":"é\n","kind":"String"}""")]
    [InlineData("""{"contexts":{"a":[1,{}]},"expr":"a"}""", """{"result":[1,{}],"kind":"Array"}""")]
    [InlineData("""{"contexts":{"a":[1,{"c":0.5}]},"expr":"a[1]"}""", """{"result":{"c":0.5},"kind":"Object"}""")]
    [InlineData("""{"expr":"success() && !failure() && !cancelled()"}""", """{"result":true,"kind":"Boolean"}""")]
    [InlineData("""{"expr":"1","contexts":null,"id":7,"result":{"kind":"Number"}}""", """{"result":1,"kind":"Number"}""")]
    [InlineData("{\"expr\":\"2\"}\r", """{"result":2,"kind":"Number"}""")]
    [InlineData("\ufeff{\"expr\":\"2\"}", """{"result":2,"kind":"Number"}""")]
    [InlineData("""{"expr":"env('REGION')"}""", """{"result":"eu","kind":"String"}""")]
    public void Question_is_answered_with_a_result_and_its_kind(string question, string answer) => Ask(question).ShouldBe(answer + "\n");

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void Number_that_JSON_cannot_write_is_a_null_of_kind_Number(string expression) =>
        Ask($$"""{"expr":"{{expression}}"}""").ShouldBe("""{"result":null,"kind":"Number"}""" + "\n");

    [Theory]
    [InlineData("1 @", "lexing", "Unexpected symbol: '@'. Located at position 3 within expression: 1 @")]
    [InlineData("1 < )", "parsing", "Unexpected symbol: ')'. Located at position 5 within expression: 1 < )")]
    [InlineData("b", "parsing", "Unrecognized named-value: 'b'. Located at position 1 within expression: b")]
    [InlineData("1 == format('{0')", "evaluation", "The following format string is invalid: {0. Located at position 6 within expression: 1 == format('{0')")]
    public void Expression_without_a_value_is_answered_with_the_stage_and_the_place(string expression, string stage, string message)
    {
        var answer = Parse(Ask(JsonSerializer.Serialize(new { expr = expression, contexts = new { a = 1 } })));

        answer.GetProperty("error").GetString().ShouldBe(message);
        answer.GetProperty("errorKind").GetString().ShouldBe(stage);
    }

    [Theory]
    [InlineData("", "the text is empty")]
    [InlineData("nonsense", "not JSON")]
    [InlineData("{\"expr\":", "(byte")]
    [InlineData("{\"expr\":\"1\",}", "a comma stands after the last item")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "no `expr`")]
    [InlineData("""{"expr":1}""", "`expr` is not a string")]
    [InlineData("""{"expr":"1","contexts":[]}""", "`contexts` is not an object")]
    [InlineData("""{"expr":"\ud800"}""", "not valid Unicode")]
    public void Line_that_asks_nothing_is_answered_with_an_error_and_the_next_one_as_ever(string line, string why)
    {
        var answers = Ask(line + "\n{\"expr\":\"1\"}\n").Split('\n');

        var error = Parse(answers[0]);
        error.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain(why);
        error.GetProperty("errorKind").GetString().ShouldBe("request");
        answers[1..].ShouldBe(["""{"result":1,"kind":"Number"}""", ""]);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_answered_with_an_error()
    {
        byte[][] lines = ["{\"expr\":\"'"u8.ToArray(), [0xff], "'\"}\n"u8.ToArray(), [0xfe, 0xff, 0x00, (byte)'\n']];

        var answers = Ask([.. lines.SelectMany(bytes => bytes)]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        answers.Length.ShouldBe(2);
        answers.ShouldAllBe(answer => Parse(answer).GetProperty("errorKind").GetString() == "request");
    }

    [Fact]
    public void Line_that_is_too_long_is_answered_once_and_the_next_one_as_ever()
    {
        var line = new string('x', LineServer.MaxLineLength * 2 + 12345);

        var answers = Ask($"{{\"expr\":\"1\"}}\n{line}\n{{\"expr\":\"2\"}}\n{line}").Split('\n');

        answers[0].ShouldBe("""{"result":1,"kind":"Number"}""");
        answers[1].ShouldContain("the line is longer than 16 MiB");
        answers[2].ShouldBe("""{"result":2,"kind":"Number"}""");
        answers[3].ShouldContain("the line is longer than 16 MiB");
        answers[4..].ShouldBe([""]);
    }

    [Fact]
    public void Lines_across_the_edges_of_the_buffer_arrive_whole()
    {
        var texts = Enumerable.Range(0, 2000).Select(i => new string((char)('a' + i % 26), i * 7 % 501)).Append(new string('z', 200_000)).ToList();

        var answers = Ask(string.Join('\n', texts.Select(text => JsonSerializer.Serialize(new { expr = "a", contexts = new { a = text } })))).Split('\n');

        answers[..^1].ShouldBe(texts.Select(text => $$"""{"result":"{{text}}","kind":"String"}"""));
    }

    [Fact]
    public void Result_that_nests_too_deep_is_an_error()
    {
        var deep = new string('[', 256) + new string(']', 256);

        Parse(Ask($$"""{"expr":"jsonpath(fromJSON('{{deep}}'), '$')"}""")).GetProperty("errorKind").GetString().ShouldBe("evaluation");
    }

    [Fact]
    public async Task Answer_comes_before_the_next_question()
    {
        using var questions = new AnonymousPipeServerStream(PipeDirection.Out);
        using var answers = new AnonymousPipeServerStream(PipeDirection.In);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, questions.ClientSafePipeHandle);
        using var output = new AnonymousPipeClientStream(PipeDirection.Out, answers.ClientSafePipeHandle);
        var serving = Task.Run(() => new LineServer(input, output, EvaluationEnvironment.Default).Run(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(answers);

        for (var i = 0; i < 100; i++)
        {
            questions.Write(Encoding.UTF8.GetBytes($$"""{"expr":"{{i}}"}""" + "\n"));
            (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe($$"""{"result":{{i}},"kind":"Number"}""");
        }

        questions.Dispose();
        await serving;
    }

    static string Ask(string questions) => Ask(Encoding.UTF8.GetBytes(questions));

    static string Ask(byte[] questions)
    {
        using var output = new MemoryStream();
        var environment = new EvaluationEnvironment { Variables = name => name == "REGION" ? "eu" : null };
        new LineServer(new MemoryStream(questions), output, environment).Run();
        return Encoding.UTF8.GetString(output.ToArray());
    }

    static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
