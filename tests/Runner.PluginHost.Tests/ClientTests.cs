using Runner.PluginHost.Tests.Fixtures;
using Runner.Sdk.Networking;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.PluginHost.Tests;

public sealed class ClientTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_lines_of_a_document_are_actions_and_run()
    {
        var catalogue = Open("shop: shop.lines", "buy\nsell");

        catalogue.Actions.Select(action => action.Name).ShouldBe(["shop.buy", "shop.sell"]);
        var buy = catalogue.Find("shop.buy").ShouldNotBeNull();
        (buy.Plugin, buy.Summary, buy.Idempotent, buy.DefaultExpect, buy.Contract, buy.Group).ShouldBe(("shop", "Does buy.", true, "result.ok", "result.ok", "all"));
        var (count, kind, password) = (buy.Inputs.Field("count")!, buy.Inputs.Field("kind")!, buy.Inputs.Field("word")!);
        (count.Required, count.Minimum, count.Type.Kind, count.Description).ShouldBe((true, 1L, ShapeKind.Integer, "How many"));
        kind.Type.Choices.ShouldBe(["big", "Big"]);
        password.Secret.ShouldBeTrue();
        buy.Inputs.Field("code")!.Type.Pattern.ShouldBe("^[a-z]+$");
        buy.Result.Field("items")!.Type.Element!.Field("name")!.Type.Nullable.ShouldBeTrue();

        var loaded = catalogue.Load(buy);
        loaded.InputType.ShouldBe(typeof(IValueObject));
        var inputs = new ValueObject { ["count"] = Value.From(3), ["word"] = Value.From("hush") };
        var context = new MaskingContext();
        var answer = await loaded.RunAsync(inputs, context, TestContext.Current.CancellationToken);
        ClrValue.From(answer).AsObject().TryGet("said", out var said).ShouldBeTrue();
        said.AsString().ShouldBe("""buy {"count":3,"word":"hush"}""");
        context.Masked.ShouldBe(["hush"]);
    }

    [Fact]
    public void A_second_catalogue_reads_neither_the_plugin_nor_the_document()
    {
        var cache = folder.Folder("cache");
        Open("shop: shop.lines", "buy", cache).Actions.Count().ShouldBe(1);
        var before = Opening.Loaded("Lines");
        // Same length and time, other content: whoever looked into it would notice.
        var time = File.GetLastWriteTimeUtc(folder["shop.lines"]);
        File.WriteAllText(folder["shop.lines"], "bye");
        File.SetLastWriteTimeUtc(folder["shop.lines"], time);

        var again = Catalogue("shop: shop.lines", cache);
        again.Find("shop.buy").ShouldNotBeNull();
        again.Find("shop.bye").ShouldBeNull();
        Opening.Loaded("Lines").ShouldBe(before);
    }

    [Fact]
    public void A_document_that_changed_is_read_again()
    {
        var cache = folder.Folder("cache");
        Open("shop: shop.lines", "buy", cache).Actions.Count().ShouldBe(1);
        File.WriteAllText(folder["shop.lines"], "sell\nlend");
        Catalogue("shop: shop.lines", cache).Actions.Select(action => action.Name).ShouldBe(["shop.sell", "shop.lend"]);
    }

    [Fact]
    public void A_copy_of_the_document_with_another_time_is_the_same_document()
    {
        var cache = folder.Folder("cache");
        Open("shop: shop.lines", "buy", cache).Actions.Count().ShouldBe(1);
        var before = Opening.Loaded("Lines");
        File.SetLastWriteTimeUtc(folder["shop.lines"], DateTime.UtcNow.AddHours(2));
        Catalogue("shop: shop.lines", cache).Find("shop.buy").ShouldNotBeNull();
        Opening.Loaded("Lines").ShouldBe(before);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("other")]
    public void A_damaged_description_is_made_again(string damage)
    {
        var cache = folder.Folder("cache");
        Open("shop: shop.lines", "buy", cache).Actions.Count().ShouldBe(1);
        var kept = Directory.GetFiles(cache, "*.actions").ShouldHaveSingleItem();
        File.WriteAllBytes(kept, damage switch { "cut" => File.ReadAllBytes(kept)[..40], "empty" => [], _ => "something else, and longer than the first line of a description"u8.ToArray() });
        Catalogue("shop: shop.lines", cache).Find("shop.buy").ShouldNotBeNull();
    }

    [Fact]
    public void A_client_that_is_named_like_a_plugin_is_left_out()
    {
        PluginCompiler.Compile(folder["plugins/echo"], "Echo", Sources.Echo());
        var catalogue = Open("echo: shop.lines", "buy");
        catalogue.Refusals.ShouldHaveSingleItem().Message.ShouldBe($"{folder["runner.yaml"]}:1:12: the client echo is called like actions of the plugin echo, which keeps the name: give the client another one.");
        catalogue.Find("echo.echo").ShouldNotBeNull();
        catalogue.Find("echo.buy").ShouldBeNull();
    }

    [Fact]
    public void Without_a_plugin_that_reads_documents_the_client_says_so()
    {
        File.WriteAllText(folder["shop.lines"], "buy");
        var catalogue = Catalogue("shop: shop.lines", null);
        catalogue.Find("shop.buy").ShouldBeNull();
        catalogue.ProblemOf("shop").ShouldBe($"{folder["runner.yaml"]}:1:12: the client shop: no plugin that was found makes actions of documents.");
        catalogue.ProblemOf("other").ShouldBeNull();
    }

    [Fact]
    public void A_kind_that_no_plugin_has_is_told_with_those_that_there_are() =>
        Open("shop: { document: shop.lines, kind: pages }", "buy").ProblemOf("shop").ShouldEndWith("no plugin reads documents of the kind pages; there are: lines.");

    [Theory]
    [InlineData("buy\n../evil", "only letters, digits, dashes, underscores and dots")]
    [InlineData("buy\nbuy", "two actions buy")]
    [InlineData("throw", "InvalidOperationException: told to")]
    [InlineData("refuse", "refuse:1:1: no good")]
    public void What_a_plugin_makes_of_a_document_is_checked(string lines, string said)
    {
        var catalogue = Open("shop: shop.lines", lines);
        catalogue.Actions.ShouldBeEmpty();
        catalogue.ProblemOf("shop").ShouldNotBeNull().ShouldContain(said);
    }

    [Fact]
    public void A_document_behind_a_url_that_the_policy_forbids_is_not_fetched()
    {
        Build();
        var catalogue = Catalogue("shop: http://127.0.0.1:9/shop.lines", null, new NetworkPolicy { Deny = [Rule("loopback")] });
        catalogue.ProblemOf("shop").ShouldNotBeNull().ShouldContain("127.0.0.1");
        catalogue.ProblemOf("shop").ShouldNotBeNull().ShouldContain("loopback");
    }

    [Fact]
    public void A_thousand_actions_are_found_one_by_one()
    {
        var catalogue = Open("shop: shop.lines", string.Join('\n', Enumerable.Range(0, 1011).Select(i => $"do{i}")), folder.Folder("cache"));
        catalogue.Find("shop.do777").ShouldNotBeNull().Summary.ShouldBe("Does do777.");
        Catalogue("shop: shop.lines", folder["cache"]).Find("shop.do1010").ShouldNotBeNull();
    }

    static NetworkRule Rule(string text) => NetworkRule.TryParse(text, "runner.yaml:1:1", out var rule, out _) ? rule : throw new InvalidOperationException(text);

    PluginCatalogue Open(string client, string lines, string? cache = null)
    {
        Build();
        File.WriteAllText(folder["shop.lines"], lines);
        return Catalogue(client, cache);
    }

    void Build() => PluginCompiler.Compile(folder["plugins/lines"], "Lines", Source);

    PluginCatalogue Catalogue(string client, string? cache, NetworkPolicy? network = null)
    {
        folder.Folder("plugins");
        File.WriteAllText(folder["runner.yaml"], $"clients: {{ {client} }}\n");
        var diagnostics = new DiagnosticBag();
        var configuration = RunnerConfiguration.Read(folder["runner.yaml"], diagnostics);
        diagnostics.ShouldBeEmpty();
        return PluginCatalogue.Open(new() { Folders = [folder["plugins"]], CacheDirectory = cache, Clients = configuration.Clients, ClientCacheDirectory = cache, Network = network ?? NetworkPolicy.Default });
    }

    /// <summary>A plugin that makes an action of each line.</summary>
    const string Source = """"
        using System.Text.Json;
        using System.Text.Json.Nodes;
        [assembly: Plugin("lines", ApiVersion = 1, Summary = "Actions from lines")]
        [assembly: ActionSource("lines", typeof(Test.Lines))]
        namespace Test;

        public sealed class Lines : IActionSource
        {
            public async ValueTask<ActionSourceDescription> DescribeAsync(ActionSourceEntry entry, CancellationToken cancel)
            {
                var text = System.Text.Encoding.UTF8.GetString(await entry.ReadAsync(entry.Document, cancel));
                if (text == "throw") throw new InvalidOperationException("told to");
                if (text == "refuse") throw new ActionSourceException("refuse:1:1: no good");
                return new("Lines", text.Split('\n').Select(line => new DescribedAction(line,
                    (JsonObject)JsonNode.Parse("""
                        { "type": "object", "properties": {
                            "kind": { "type": "string", "enum": ["big", "Big"] },
                            "word": { "type": "string", "format": "password" },
                            "code": { "type": "string", "pattern": "^[a-z]+$" },
                            "odd": { "type": "string", "pattern": "(?=x)" },
                            "count": { "type": "integer", "minimum": 1, "description": "How many" } }, "required": ["count"] }
                        """)!,
                    (JsonObject)JsonNode.Parse("""
                        { "type": "object", "properties": { "ok": { "type": "boolean" }, "said": { "type": "string" },
                            "items": { "type": "array", "items": { "type": "object", "properties": { "name": { "type": ["string", "null"] } } } } } }
                        """)!)
                {
                    Summary = $"Does {line}.", Group = "all", Idempotent = true, DefaultExpect = "result.ok", Contract = "result.ok",
                }).ToList());
            }

            public ValueTask<object?> RunAsync(ActionSourceEntry entry, string action, JsonElement inputs, ActionContext context, CancellationToken cancel) =>
                new(new Said(true, $"{action} {inputs.GetRawText()}"));
        }

        public sealed record Said(bool Ok, string Text) { public string said => Text; }
        """";

    sealed class MaskingContext : Sdk.ActionContext
    {
        public List<string> Masked { get; } = [];

        public override TimeProvider Time => TimeProvider.System;

        public override string BaseDirectory => Path.GetTempPath();

        public override void Log(Sdk.LogLevel level, string message)
        {
        }

        public override void Progress(string message, double? fraction = null)
        {
        }

        public override void Mask(string secret) => Masked.Add(secret);

        public override void Open(Sdk.IConnection connection) => throw new NotSupportedException();

        public override T Shared<T>() => throw new NotSupportedException();

        public override T ForJob<T>() => throw new NotSupportedException();
    }
}
