using Runner.PluginHost.Tests.Fixtures;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Tests;

/// <summary>What the types of an action say, after the way through a manifest.</summary>
public sealed class ShapeTests : IClassFixture<ShapeTests.Compiled>
{
    public sealed class Compiled : IDisposable
    {
        const string Source = """
            using System.Net;
            using System.Text.Json;
            using System.Text.Json.Nodes;
            [assembly: Plugin("shapes", ApiVersion = 1)]
            namespace Test;

            /// <summary>Does <c>everything</c> with a <see cref="Line"/>,
            /// <see langword="null"/> or <see cref="M:System.String.Join(System.String)"/>.</summary>
            /// <remarks>Not this.</remarks>
            [Action("shapes.all", Idempotent = true, DefaultExpect = "result.count > 0", Opens = typeof(Line))]
            public sealed record All : IAction<Result>
            {
                /// <summary>From the comment, with <paramref name="x"/> words.</summary>
                public required string PlainText { get; init; }
                [Description("From the attribute")] public string? MaybeText { get; init; }
                public string WithDefault { get; init; } = "hello";
                public int Count { get; init; } = 3;
                public long? MaybeCount { get; init; }
                public double Ratio { get; init; } = 0.25;
                public bool Verify { get; init; } = true;
                public Mode Mode { get; init; } = Mode.VeryEager;
                public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(90);
                public TimeSpan? Wait { get; init; }
                public Uri? Url { get; init; }
                public IPAddress? Address { get; init; }
                public DateTimeOffset? After { get; init; }
                public byte[]? Content { get; init; }
                public JsonElement Json { get; init; }
                public JsonNode? Node { get; init; }
                public object? Anything { get; init; }
                public Line? Connection { get; init; }
                public IReadOnlyDictionary<string, string?>? Headers { get; init; }
                public IReadOnlyList<string> Names { get; init; } = [];
                public int[]? Ports { get; init; }
                public Auth? Auth { get; init; }
                public Tree? Tree { get; init; }
                [Obsolete("use `count`.")] public int Number { get; init; }
                [Obsolete] public int Silent { get; init; }
                [ShellCommand] public string? Script { get; init; }
                [StartsWith("http://", "https://", Unless = nameof(MaybeText))] public string? Feed { get; init; }
                [System.ComponentModel.DataAnnotations.Range(1, 65535)] public int Port { get; init; } = 80;
                [System.ComponentModel.DataAnnotations.Range(0, long.MaxValue)] public long Size { get; init; }
                [Secret] public string? Token { get; init; } = "never shown";
                public string Computed => PlainText;
                public ValueTask<Result> RunAsync(ActionContext context, CancellationToken cancel) => throw new NotSupportedException();
            }

            public enum Mode { Lazy, VeryEager }
            public sealed class Line : IConnection
            {
                public string Description => "";
                public ValueTask DisposeAsync() => default;
            }
            /// <param name="UserName">Who it is</param>
            public record Auth(string UserName, [property: Secret] string Password, int Tries = 2, Mode How = Mode.VeryEager, [property: Description("Where")] string? Realm = null);
            public record Tree(string Name, List<Tree> Children);
            public abstract class Answer { public int Count { get; init; } public virtual string? Text => null; }
            public sealed class Result : Answer
            {
                /// <summary>How long it took.</summary>
                public TimeSpan TimeTaken { get; init; }
                public override string Text => "";
                public IReadOnlyList<IPAddress> Addresses { get; init; } = [];
                public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = null!;
                public Part? Part { get; init; }
                public JsonElement? Json { get; init; }
                public Stream? Odd { get; init; }
                public Mode Mode { get; init; }
                public Guid Id { get; init; }
                public DateTime At { get; init; }
                public int this[int index] => index;
                public string Written { set { } }
            }
            public readonly record struct Part(string DaysLeft, decimal Price);

            [Action("shapes.number"), Obsolete("use shapes.all")] public sealed class Number : IAction<int>
            {
                public ValueTask<int> RunAsync(ActionContext context, CancellationToken cancel) => new(1);
            }
            """;

        readonly TemporaryFolder folder = new();

        public Compiled()
        {
            PluginCompiler.Compile(folder["shapes"], "Shapes", Source);
            PluginManifestBuilder.Write(folder["shapes"]);
            var catalogue = Opening.Open(folder.Path);
            catalogue.Refusals.ShouldBeEmpty();
            All = catalogue.Find("shapes.all")!;
            Number = catalogue.Find("shapes.number")!;
        }

        public ActionDescriptor All { get; }

        public ActionDescriptor Number { get; }

        public void Dispose() => folder.Dispose();
    }

    readonly ActionDescriptor all;
    readonly ActionDescriptor number;

    public ShapeTests(Compiled plugin) => (all, number) = (plugin.All, plugin.Number);

    FieldShape Input(string name) => all.Inputs.Fields.Single(field => field.Name == name);

    FieldShape Result(string name) => all.Result.Fields.Single(field => field.Name == name);

    [Fact]
    public void Action_is_described_by_its_attribute_and_comment()
    {
        all.Summary.ShouldBe("Does everything with a Line, null or Join.");
        all.Idempotent.ShouldBeTrue();
        all.DefaultExpect.ShouldBe("result.count > 0");
        all.Opens.ShouldBe("Test.Line");
        all.TypeName.ShouldBe("Test.All");
        number.Idempotent.ShouldBeFalse();
        number.Summary.ShouldBeNull();
        number.Inputs.Fields.ShouldBeEmpty();
        number.Result.Kind.ShouldBe(ShapeKind.Integer);
    }

    [Fact]
    public void Inputs_are_the_settable_properties_in_kebab_case_and_order() =>
        all.Inputs.Fields.Select(field => field.Name).ShouldBe(
        [
            "plain-text", "maybe-text", "with-default", "count", "maybe-count", "ratio", "verify", "mode", "max-delay", "wait", "url", "address", "after",
            "content", "json", "node", "anything", "connection", "headers", "names", "ports", "auth", "tree", "number", "silent", "script", "feed", "port", "size", "token",
        ]);

    [Theory]
    [InlineData("plain-text", ShapeKind.String, false, true, null)]
    [InlineData("maybe-text", ShapeKind.String, true, false, null)]
    [InlineData("with-default", ShapeKind.String, false, false, "hello")]
    [InlineData("count", ShapeKind.Integer, false, false, "3")]
    [InlineData("maybe-count", ShapeKind.Integer, true, false, null)]
    [InlineData("ratio", ShapeKind.Number, false, false, "0.25")]
    [InlineData("verify", ShapeKind.Boolean, false, false, "true")]
    [InlineData("mode", ShapeKind.Choice, false, false, "very-eager")]
    [InlineData("max-delay", ShapeKind.Duration, false, false, "90s")]
    [InlineData("wait", ShapeKind.Duration, true, false, null)]
    [InlineData("url", ShapeKind.String, true, false, null)]
    [InlineData("address", ShapeKind.String, true, false, null)]
    [InlineData("after", ShapeKind.String, true, false, null)]
    [InlineData("content", ShapeKind.String, true, false, null)]
    [InlineData("json", ShapeKind.Any, false, false, null)]
    [InlineData("node", ShapeKind.Any, true, false, null)]
    [InlineData("anything", ShapeKind.Any, true, false, null)]
    [InlineData("connection", ShapeKind.Connection, true, false, null)]
    [InlineData("headers", ShapeKind.Map, true, false, null)]
    [InlineData("names", ShapeKind.List, false, false, null)]
    [InlineData("ports", ShapeKind.List, true, false, null)]
    [InlineData("auth", ShapeKind.Object, true, false, null)]
    [InlineData("token", ShapeKind.String, true, false, null)]
    public void Input_has_the_shape_of_its_property(string name, ShapeKind kind, bool nullable, bool required, string? initial)
    {
        var input = Input(name);
        input.Type.Kind.ShouldBe(kind);
        input.Type.Nullable.ShouldBe(nullable);
        input.Required.ShouldBe(required);
        input.Default.ShouldBe(initial);
    }

    [Fact]
    public void Input_says_what_it_holds()
    {
        Input("mode").Type.Choices.ShouldBe(["lazy", "very-eager"]);
        Input("connection").Type.ConnectionType.ShouldBe("Test.Line");
        Input("headers").Type.Element!.ShouldSatisfyAllConditions(element => element.Kind.ShouldBe(ShapeKind.String), element => element.Nullable.ShouldBeTrue());
        Input("names").Type.Element!.ShouldSatisfyAllConditions(element => element.Kind.ShouldBe(ShapeKind.String), element => element.Nullable.ShouldBeFalse());
        Input("ports").Type.Element!.Kind.ShouldBe(ShapeKind.Integer);
    }

    [Fact]
    public void Descriptions_come_from_the_attribute_or_the_comment()
    {
        Input("plain-text").Description.ShouldBe("From the comment, with x words.");
        Input("maybe-text").Description.ShouldBe("From the attribute");
        Input("count").Description.ShouldBeNull();
        Input("auth").Type.Field("user-name")!.Description.ShouldBe("Who it is");
        Input("auth").Type.Field("realm")!.Description.ShouldBe("Where");
        Result("timeTaken").Description.ShouldBe("How long it took.");
    }

    [Fact]
    public void Secret_input_is_marked_and_its_default_is_not_shown()
    {
        Input("token").Secret.ShouldBeTrue();
        Input("auth").Type.Field("password")!.Secret.ShouldBeTrue();
        Input("plain-text").Secret.ShouldBeFalse();
    }

    [Fact]
    public void What_is_obsolete_is_deprecated_with_what_to_use_instead()
    {
        number.Deprecated.ShouldBe("use shapes.all");
        all.Deprecated.ShouldBeNull();
        Input("number").Deprecated.ShouldBe("use `count`.");
        Input("silent").Deprecated.ShouldBe("");
        Input("count").Deprecated.ShouldBeNull();
    }

    [Fact]
    public void Input_that_a_shell_interprets_is_marked()
    {
        Input("script").ShellCommand.ShouldBeTrue();
        Input("plain-text").ShellCommand.ShouldBeFalse();
    }

    [Fact]
    public void Input_tells_which_values_an_action_can_use()
    {
        Input("feed").ShouldSatisfyAllConditions(
            feed => feed.Starts.ShouldBe(["http://", "https://"]), feed => feed.StartsUnless.ShouldBe("maybe-text"), feed => feed.Minimum.ShouldBeNull());
        (Input("port").Minimum, Input("port").Maximum).ShouldBe((1, 65535));
        (Input("size").Minimum, Input("size").Maximum).ShouldBe((0, null));
        Input("script").Starts.ShouldBeEmpty();
    }

    [Fact]
    public void Parameters_of_a_positional_record_are_required_unless_they_have_a_default()
    {
        var auth = Input("auth").Type;
        auth.Fields.Select(field => (field.Name, field.Required, field.Default)).ShouldBe(
            [("user-name", true, null), ("password", true, null), ("tries", false, "2"), ("how", false, "very-eager"), ("realm", false, null)]);
    }

    [Fact]
    public void Type_that_contains_itself_is_anything_the_second_time()
    {
        var tree = Input("tree").Type;
        tree.Kind.ShouldBe(ShapeKind.Object);
        tree.Field("children")!.Type.Element!.Kind.ShouldBe(ShapeKind.Any);
    }

    [Fact]
    public void Result_has_the_readable_properties_in_camel_case_inherited_ones_first() =>
        all.Result.Fields.Select(field => $"{field.Name}: {field.Type.Display}{(field.Type.Nullable ? " or null" : "")}").ShouldBe(
        [
            "count: whole number", "text: text", "timeTaken: duration", "addresses: list of text", "headers: map of list of text", "part: object or null",
            "json: any value or null", "odd: any value or null", "mode: lazy | very-eager", "id: text", "at: text",
        ]);

    [Fact]
    public void Result_has_fields_within_fields() =>
        Result("part").Type.Fields.Select(field => $"{field.Name}: {field.Type.Display}").ShouldBe(["daysLeft: text", "price: number"]);
}
