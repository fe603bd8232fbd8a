using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Engine.Binding;
using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;
using Runner.Sdk;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests;

public sealed class InputBinderTests
{
    readonly List<string> masked = [];

    T Bind<T>(string json) => (T)new InputBinder(_ => null, value => masked.Add(ValueJson.Write(value))).Bind(typeof(T), ValueJson.Parse(json).AsObject());

    string Refusal<T>(string json) => Should.Throw<BindingException>(() => Bind<T>(json)).Message;

    [Fact]
    public void Every_type_of_input_is_bound()
    {
        var bound = Bind<Everything>("""
            {
              "text": "x", "count": 7, "small": 200, "big": 9000000000, "ratio": 0.5, "price": 12.5, "single": 1.5, "on": true, "speed": "very-fast", "limit": "1m30s",
              "link": "https://example.com/a?b", "relative": "/a", "address": "::1", "when": "2026-01-31T08:00:00+02:00", "bytes": "AQID",
              "json": { "a": [1, null] }, "node": { "b": 2 }, "anything": [1, { "c": "d" }, true, null], "maybe-count": 3, "maybe-speed": "slow", "maybe-limit": "5s",
              "names": ["a", "b"], "numbers": [1, 2], "links": ["http://x/"], "durations": ["1s"], "steps": [{ "name": "n" }], "by-name": { "A": "1" }, "counts": { "a": 1 }, "parts": { "p": { "name": "n" } },
              "nested": { "name": "inner" }, "point": { "x": 1 }
            }
            """);

        bound.ShouldSatisfyAllConditions(
            () => bound.Text.ShouldBe("x"), () => bound.Count.ShouldBe(7), () => bound.Small.ShouldBe((byte)200), () => bound.Big.ShouldBe(9_000_000_000),
            () => bound.Ratio.ShouldBe(0.5), () => bound.Price.ShouldBe(12.5m), () => bound.Single.ShouldBe(1.5f), () => bound.On.ShouldBeTrue(),
            () => bound.Speed.ShouldBe(Speed.VeryFast), () => bound.Limit.ShouldBe(TimeSpan.FromSeconds(90)),
            () => bound.Link.ShouldBe(new Uri("https://example.com/a?b")), () => bound.Relative!.IsAbsoluteUri.ShouldBeFalse(), () => bound.Address.ShouldBe(IPAddress.IPv6Loopback),
            () => bound.When.ShouldBe(new DateTimeOffset(2026, 1, 31, 8, 0, 0, TimeSpan.FromHours(2))), () => bound.Bytes.ShouldBe([1, 2, 3]),
            () => bound.Json!.Value.GetProperty("a")[0].GetInt32().ShouldBe(1), () => bound.Node!["b"]!.GetValue<int>().ShouldBe(2),
            () => bound.Anything.ShouldBeOfType<List<object?>>()[0].ShouldBe(1.0), () => ((List<object?>)bound.Anything!)[1].ShouldBeOfType<Dictionary<string, object?>>()["c"].ShouldBe("d"),
            () => bound.MaybeCount.ShouldBe(3), () => bound.MaybeSpeed.ShouldBe(Speed.Slow), () => bound.MaybeLimit.ShouldBe(TimeSpan.FromSeconds(5)),
            () => bound.Names.ShouldBe(["a", "b"]), () => bound.Numbers.ShouldBe([1, 2]), () => bound.Links!.ShouldBe([new Uri("http://x/")]), () => bound.Durations!.ShouldBe([TimeSpan.FromSeconds(1)]),
            () => bound.Steps.Single().Name.ShouldBe("n"), () => bound.ByName["A"].ShouldBe("1"), () => bound.Counts["a"].ShouldBe(1), () => bound.Parts!["p"].Name.ShouldBe("n"),
            () => bound.Nested!.Name.ShouldBe("inner"), () => bound.Point.ShouldBe(new Point(1, 5)));
    }

    [Fact]
    public void What_is_not_given_keeps_its_initial_value() => Bind<Everything>("{}").ShouldSatisfyAllConditions(
        bound => bound.Limit.ShouldBe(TimeSpan.FromSeconds(10)), bound => bound.Names.ShouldBe(["standard"]), bound => bound.MaybeCount.ShouldBeNull(), bound => bound.Nested.ShouldBeNull());

    [Fact]
    public void Null_is_null_where_it_may_be() => Bind<Everything>("""{ "maybe-count": null, "json": null, "node": null, "by-name": { "A": null } }""").ShouldSatisfyAllConditions(
        bound => bound.MaybeCount.ShouldBeNull(), bound => bound.Json!.Value.ValueKind.ShouldBe(JsonValueKind.Null), bound => bound.ByName["A"].ShouldBeNull());

    [Fact]
    public void A_positional_record_gets_its_parameters_or_their_defaults()
    {
        Bind<Positional>("""{ "host": "h", "port": 81, "note": "n" }""").ShouldBe(new Positional("h", 81) { Note = "n" });
        Bind<Positional>("""{ "host": "h" }""").ShouldBe(new Positional("h"));
        Bind<Positional>("{}").Host.ShouldBeNull();
    }

    [Fact]
    public void A_struct_is_bound_like_a_record() => Bind<Plain>("""{ "a": 1, "b": "x" }""").ShouldBe(new Plain { A = 1, B = "x" });

    [Fact]
    public void Secret_inputs_are_told_to_be_masked_wherever_they_stand()
    {
        Bind<Secrets>("""{ "password": "p1", "pin": 1234, "keys": ["k1", "k2"], "open": "o", "login": { "user": "u", "token": "t1" } }""");
        masked.ShouldBe(["\"p1\"", "1234", "[\"k1\",\"k2\"]", "\"t1\""]);
    }

    [Theory]
    [InlineData("""{ "link": "http://[" }""", "`link` cannot be 'http://['")]
    [InlineData("""{ "address": "1.2.3" , "nested": {} }""", null)]
    [InlineData("""{ "address": "example.com" }""", "`address` cannot be 'example.com'")]
    [InlineData("""{ "when": "tomorrow" }""", "`when` cannot be 'tomorrow'")]
    [InlineData("""{ "bytes": "%%%" }""", "`bytes` cannot be '%%%': it is not base64: give letters")]
    [InlineData("""{ "count": 3000000000 }""", "`count` cannot be '3000000000'")]
    [InlineData("""{ "small": 256 }""", "`small` cannot be '256'")]
    [InlineData("""{ "links": ["http://x/", "http://["] }""", "`links[1]` cannot be 'http://['")]
    [InlineData("""{ "parts": { "p": { "link": "http://[" } } }""", "`parts.p.link` cannot be 'http://['")]
    [InlineData("""{ "positional": { "port": 1e12 } }""", "`positional.port` cannot be '1000000000000'")]
    public void A_value_that_only_the_type_can_judge_is_refused_with_its_path(string json, string? begins)
    {
        if (begins is null) Bind<Everything>(json).Address.ShouldBe(IPAddress.Parse("1.2.0.3"));
        else Refusal<Everything>(json).ShouldStartWith(begins);
    }

    [Theory]
    [InlineData("""{ "child": { "name": "inner", "child": { "weight": 2 } } }""", null)]
    [InlineData("""{ "child": "x" }""", "`child` cannot be 'x'")]
    [InlineData("""{ "child": [1] }""", "`child` cannot be a list; it is a Tree")]
    [InlineData("""{ "child": { "name": ["x"] } }""", "`child.name` cannot be a list; it is a String")]
    [InlineData("""{ "child": { "name": { "x": 1 } } }""", "`child.name` cannot be a mapping; it is a String")]
    [InlineData("""{ "child": { "weight": { "x": 1 } } }""", "`child.weight` cannot be a mapping; it is a Double")]
    [InlineData("""{ "child": { "tags": { "x": 1 } } }""", "`child.tags` cannot be a mapping; it is a List`1")]
    [InlineData("""{ "child": { "speed": "warp" } }""", "`child.speed` cannot be 'warp': it may be: slow, very-fast")]
    public void A_type_that_contains_itself_is_judged_when_it_is_bound(string json, string? begins)
    {
        if (begins is null) Bind<Tree>(json).Child!.Child!.Weight.ShouldBe(2);
        else Refusal<Tree>(json).ShouldStartWith(begins);
    }

    [Fact]
    public async Task Values_that_only_the_run_knows_are_fitted_or_refused_with_their_place()
    {
        var run = await new Bench().When("peer", () => new Answer(200, """{ "limit": "5s", "wrong": [1], "link": "http://[" }""")).RunAsync("""
            steps:
              - { id: first, uses: test.call }
              - { id: fits, uses: test.bind, with: { limit: "${{ steps.first.result.json.limit }}", names: "${{ steps.first.result.json.limit }}", count: "${{ steps.first.result.status }}" } }
              - { id: kind, uses: test.bind, with: { count: "${{ steps.first.result.json.wrong }}" }, continue-on-error: true }
              - { id: unit, uses: test.bind, with: { limit: "${{ steps.first.result.status }}" }, continue-on-error: true }
              - { id: choice, uses: test.bind, with: { speed: "${{ 'very-fst' }}" }, continue-on-error: true }
              - { id: link, uses: test.bind, with: { link: "${{ steps.first.result.json.link }}" }, continue-on-error: true }
              - { id: none, uses: test.bind, with: { text: "${{ steps.first.result.json.nothing }}" }, continue-on-error: true }
            """.Replace("limit: \"${{ steps.first.result.status }}\"", "limit: \"${{ steps.first.result.json.wrong[0] }}\"", StringComparison.Ordinal));

        run.Step("fits").Result.At("limit").AsNumber().ShouldBe(5000);
        run.Step("fits").Result.At("names").AsArray().Single().AsString().ShouldBe("5s");
        run.Step("fits").Result.At("count").AsNumber().ShouldBe(200);
        Error("kind").ShouldBe("`count` must be a whole number, and this is a list");
        Error("unit").ShouldBe("`limit` must be a duration, and this is 1");
        run.Step("unit").Error!.Help.ShouldBe(DurationText.Help);
        Error("choice").ShouldBe("`speed` must be one of slow, very-fast, and this is the text 'very-fst'");
        run.Step("choice").Error!.Help.ShouldBe("did you mean `very-fast`?");
        Error("link").ShouldStartWith("`link` cannot be 'http://['");
        Error("none").ShouldBe("`text` must be text, and this is nothing");

        string Error(string id) => run.Step(id).Error.ShouldNotBeNull().ShouldSatisfy(error => error.Kind == "input").Message;
    }
}

static class ShouldSatisfyExtensions
{
    public static ErrorInfo ShouldSatisfy(this ErrorInfo error, Func<ErrorInfo, bool> holds)
    {
        holds(error).ShouldBeTrue(error.ToString());
        return error;
    }
}

public enum Speed { Slow, VeryFast }

public sealed record Everything
{
    public string Text { get; init; } = "";
    public int Count { get; init; }
    public byte Small { get; init; }
    public long Big { get; init; }
    public double Ratio { get; init; }
    public decimal Price { get; init; }
    public float Single { get; init; }
    public bool On { get; init; }
    public Speed Speed { get; init; }
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);
    public Uri? Link { get; init; }
    public Uri? Relative { get; init; }
    public IPAddress? Address { get; init; }
    public DateTimeOffset When { get; init; }
    public byte[]? Bytes { get; init; }
    public JsonElement? Json { get; init; }
    public JsonNode? Node { get; init; }
    public object? Anything { get; init; }
    public int? MaybeCount { get; init; }
    public Speed? MaybeSpeed { get; init; }
    public TimeSpan? MaybeLimit { get; init; }
    public IReadOnlyList<string> Names { get; init; } = ["standard"];
    public int[] Numbers { get; init; } = [];
    public List<Uri>? Links { get; init; }
    public IEnumerable<TimeSpan>? Durations { get; init; }
    public IReadOnlyList<Part> Steps { get; init; } = [];
    public IReadOnlyDictionary<string, string?> ByName { get; init; } = new Dictionary<string, string?>();
    public Dictionary<string, int> Counts { get; init; } = [];
    public IDictionary<string, Part>? Parts { get; init; }
    public Part? Nested { get; init; }
    public Positional? Positional { get; init; }
    public Point Point { get; init; }
}

public sealed record Part
{
    public string? Name { get; init; }
    public Uri? Link { get; init; }
}

public sealed record Positional(string Host, int Port = 80, Speed? Speed = Tests.Speed.VeryFast, TimeSpan Limit = default)
{
    public string? Note { get; init; }
}

public readonly record struct Point(int X, int Y = 5);

public struct Plain
{
    public int A { get; set; }
    public string B { get; set; }
}

public sealed record Secrets
{
    [Secret] public string? Password { get; init; }
    [Secret] public int? Pin { get; init; }
    [Secret] public IReadOnlyList<string>? Keys { get; init; }
    public string? Open { get; init; }
    public Login? Login { get; init; }
}

public sealed record Login(string User, [property: Secret] string Token);

public sealed record Tree
{
    public string? Name { get; init; }
    public double Weight { get; init; }
    public List<string>? Tags { get; init; }
    public Speed Speed { get; init; }
    public Tree? Child { get; init; }
}

/// <summary>Answers what it was given.</summary>
[Action("test.bind")]
public sealed record BindAll : IAction<Bound>
{
    public string Text { get; init; } = "";
    public int Count { get; init; }
    public Speed Speed { get; init; }
    public TimeSpan Limit { get; init; }
    public Uri? Link { get; init; }
    public IReadOnlyList<string> Names { get; init; } = [];

    public ValueTask<Bound> RunAsync(ActionContext context, CancellationToken cancel) => new(new Bound(Text, Count, Limit, Names));
}

public sealed record Bound(string Text, int Count, TimeSpan Limit, IReadOnlyList<string> Names);
