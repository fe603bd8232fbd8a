using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Workflows.Tests.Values;

/// <summary>What a plugin's result looks like to expressions: every type that the contract names.</summary>
public sealed class ClrValueTests
{
    enum Mode
    {
        RateLimit,
    }

    public static TheoryData<object?, string> Scalars => new()
    {
        { null, "null" },
        { "a", "\"a\"" },
        { 'a', "\"a\"" },
        { true, "true" },
        { 42, "42" },
        { 42L, "42" },
        { (byte)42, "42" },
        { (short)-42, "-42" },
        { 42u, "42" },
        { 1.5f, "1.5" },
        { 1.5, "1.5" },
        { 1.5m, "1.5" },
        { Mode.RateLimit, "\"rate-limit\"" },
        { HttpStatusCode.NotFound, "\"not-found\"" },
        { TimeSpan.FromSeconds(1.5), "1500" },
        { new Uri("https://example.com/a%20b?c=%2F"), "\"https://example.com/a%20b?c=%2F\"" },
        { new Uri("/a", UriKind.Relative), "\"/a\"" },
        { IPAddress.IPv6Loopback, "\"::1\"" },
        { new IPEndPoint(IPAddress.Loopback, 80), "\"127.0.0.1:80\"" },
        { Guid.Parse("11111111-2222-3333-4444-555555555555"), "\"11111111-2222-3333-4444-555555555555\"" },
        { new Version(1, 2, 3), "\"1.2.3\"" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "\"2026-01-02T03:04:05+02:00\"" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero), "\"2026-01-02T03:04:05.678+00:00\"" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "\"2026-01-02T03:04:05Z\"" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Unspecified), "\"2026-01-02T03:04:05\"" },
        { new DateOnly(2026, 1, 2), "\"2026-01-02\"" },
        { new TimeOnly(3, 4, 5), "\"03:04:05\"" },
        { new byte[] { 1, 2, 255 }, "\"AQL/\"" },
        { Value.From(7), "7" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Scalar_reads_as_expressions_know_it(object? value, string json) => ValueJson.Write(ClrValue.From(value)).ShouldBe(json);

    public static TheoryData<object, string> Collections => new()
    {
        { new[] { 1, 2 }, "[1,2]" },
        { new List<string> { "a", "b" }, "[\"a\",\"b\"]" },
        { Array.Empty<string>(), "[]" },
        { Enumerable.Range(1, 3).Where(i => i > 1), "[2,3]" },
        { new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 }, "{\"b\":1,\"a\":2}" },
        { new Dictionary<string, object?> { ["a"] = null, ["b"] = new[] { 1 } }, "{\"a\":null,\"b\":[1]}" },
        { new ConcurrentDictionary<string, string>([new("a", "b")]), "{\"a\":\"b\"}" },
        { new ReadOnlyMap<string>([new("a", "b")]), "{\"a\":\"b\"}" },
        { new ReadOnlyMap<int>([new("a", 1)]), "{\"a\":1}" },
        { new[] { new Inner(1, null) }, "[{\"daysLeft\":1,\"name\":null}]" },
    };

    [Theory]
    [MemberData(nameof(Collections))]
    public void Collection_reads_as_a_list_or_an_object(object value, string json) => ValueJson.Write(ClrValue.From(value)).ShouldBe(json);

    [Fact]
    public void Record_reads_by_camel_case_names_and_without_regard_to_case()
    {
        var value = ClrValue.From(new Answer()).AsObject();

        value.TryGet("inner", out var inner).ShouldBeTrue();
        inner.AsObject().TryGet("DAYSLEFT", out var days).ShouldBeTrue();
        days.ShouldBe(Value.From(15));
        value.TryGet("Took", out var took).ShouldBeTrue();
        took.ShouldBe(Value.From(250));
        value.TryGet("none", out var none).ShouldBeFalse();
        none.IsNull.ShouldBeTrue();
    }

    [Fact]
    public void Record_shows_public_properties_only_and_no_indexer() =>
        ClrValue.From(new Answer()).AsObject().Entries.Select(entry => entry.Key).ShouldBe(["inner", "took"], ignoreOrder: true);

    [Fact]
    public void Getter_that_throws_a_network_error_is_left_out_and_thrown_to_who_asks()
    {
        var value = ClrValue.From(new Answer()).AsObject();

        value.Entries.ShouldNotContain(entry => entry.Key == "json");
        Should.Throw<ProtocolException>(() => value.TryGet("json", out _)).Target.ShouldBe("http://localhost");
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("<html>", 0)]
    public void Property_that_says_when_it_is_there_is_not_read_where_it_is_not(string body, int reads)
    {
        var page = new Page(body);
        var value = ClrValue.From(page).AsObject();

        value.Entries.Count(entry => entry.Key == "json").ShouldBe(reads);
        page.Reads.ShouldBe(reads);
        if (reads == 0) Should.Throw<ProtocolException>(() => Get(value, "json"));
    }

    [Fact]
    public void Getter_with_a_defect_is_left_out_of_the_whole_and_thrown_to_who_names_it()
    {
        var value = ClrValue.From(new Defective()).AsObject();

        value.Entries.ShouldNotContain(entry => entry.Key == "name");
        Should.Throw<InvalidOperationException>(() => value.TryGet("name", out _));
    }

    [Fact]
    public void Property_is_read_only_when_an_expression_asks()
    {
        var counting = new Counting();
        var value = ClrValue.From(counting).AsObject();

        counting.Reads.ShouldBe(0);
        value.TryGet("value", out _);
        counting.Reads.ShouldBe(1);
    }

    [Fact]
    public void Json_is_read_in_place_with_exact_names_first()
    {
        using var document = JsonDocument.Parse("""{ "Id": 1, "id": 2, "list": [1, { "a": null }, "x", true, 1.5e3], "none": null }""");
        var value = ClrValue.From(document.RootElement).AsObject();

        Get(value, "Id").ShouldBe(Value.From(1));
        Get(value, "id").ShouldBe(Value.From(2));
        Get(value, "ID").ShouldBe(Value.From(1));
        Get(value, "LIST").AsArray().Count.ShouldBe(5);
        Get(value, "list").AsArray()[4].ShouldBe(Value.From(1500));
        Get(value, "none").IsNull.ShouldBeTrue();
        value.TryGet("other", out _).ShouldBeFalse();
        value.Entries.Select(entry => entry.Key).ShouldBe(["Id", "id", "list", "none"]);
        ValueJson.Write(Get(value, "list")).ShouldBe("""[1,{"a":null},"x",true,1500]""");
    }

    [Fact]
    public void Json_that_is_nothing_is_null() => ClrValue.From(default(JsonElement)).ShouldBe(Value.Null);

    static Value Get(IValueObject value, string name) => value.TryGet(name, out var found) ? found : throw new KeyNotFoundException(name);

    sealed record Inner(int DaysLeft, string? Name);

    sealed class Answer
    {
        string target = "http://localhost";

        public Inner Inner { get; } = new(15, "a");

        public TimeSpan Took { get; } = TimeSpan.FromMilliseconds(250);

        public object Json => throw new ProtocolException(target, "the body is not JSON");

        public string WriteOnly { set => target = value; }

        public string this[int index] => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public static string Shared => "no";

        internal string Hidden => target;
    }

    sealed class Defective
    {
        readonly string what = "a defect";

        public string Name => throw new InvalidOperationException(what);
    }

    sealed class Counting
    {
        public int Reads;

        public int Value => ++Reads;
    }

    sealed class ReadOnlyMap<T>(KeyValuePair<string, T>[] entries) : IReadOnlyDictionary<string, T>
    {
        public T this[string key] => entries.First(entry => entry.Key == key).Value;

        public IEnumerable<string> Keys => entries.Select(entry => entry.Key);

        public IEnumerable<T> Values => entries.Select(entry => entry.Value);

        public int Count => entries.Length;

        public bool ContainsKey(string key) => entries.Any(entry => entry.Key == key);

        public bool TryGetValue(string key, out T value) => throw new NotSupportedException();

        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => entries.AsEnumerable().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    sealed class Page(string body)
    {
        internal int Reads { get; private set; }

        bool HasJson => body.StartsWith('{');

        [PresentWhen(nameof(HasJson))]
        public object Json
        {
            get
            {
                Reads++;
                return HasJson ? new Dictionary<string, string>() : throw new ProtocolException("page", "the body is not JSON");
            }
        }
    }
}
