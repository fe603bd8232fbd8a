using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Http;
using Runner.Plugins.Tests.Peers;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.JsonSchemas;

/// <summary>The input <c>json-schema</c> of requests.</summary>
public sealed class BodySchemaTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static readonly JsonElement Inline = JsonElement.Parse("""{"type":"object","required":["id"],"properties":{"items":{"items":{"properties":{"price":{"type":"number"}}}}}}""");

    static async Task<HttpResponse> Get(string body, JsonElement schema, int status = 200, TestActionContext? context = null)
    {
        await using var peer = await KestrelPeer.StartAsync(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body);
        });
        await using var own = new TestActionContext();
        return await new HttpGet { Url = peer.Url, JsonSchema = schema }.RunAsync(context ?? own, Cancel);
    }

    static JsonElement Text(string text) => JsonSerializer.SerializeToElement(text);

    [Fact]
    public async Task Body_that_conforms_is_an_answer_like_any_other()
    {
        var response = await Get("""{"id":1,"items":[{"price":2}]}""", Inline);

        response.Status.ShouldBe(200);
        response.SchemaErrors!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Body_that_does_not_conform_fails_with_the_first_violations()
    {
        var items = string.Join(',', Enumerable.Range(0, 9).Select(static i => $$"""{"price":"{{i}}"}"""));

        var error = await Should.ThrowAsync<HttpException>(() => Get($$"""{"items":[{{items}}]}""", Inline));

        error.Message.ShouldContain(
            " does not conform to the schema: (root): must have the property \"id\"; /items/0/price: must be a number, is \"0\"; /items/1/price: must be a number, is \"1\"");
        error.Message.ShouldEndWith("; and 5 more.");
        error.Kind.ShouldBe(ErrorKind.Http);
        error.IsTransient.ShouldBeFalse();
        error.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Answer_that_is_no_success_is_left_to_expectations()
    {
        var response = await Get("""{"error":"busy"}""", Inline, 503);

        response.SchemaErrors.ShouldBe(["(root): must have the property \"id\""]);
        response.HasSchemaErrors.ShouldBeTrue();
        (await Get("busy", Inline, 503)).HasSchemaErrors.ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "has no body")]
    [InlineData("<html>", "is not JSON")]
    [InlineData("\"\\ud800\"", "is no Unicode")]
    public async Task Body_that_is_no_json_is_a_protocol_error(string body, string part) =>
        (await Should.ThrowAsync<ProtocolException>(() => Get(body, JsonElement.Parse("""{"minLength":1}""")))).Message.ShouldContain(part);

    [Fact]
    public async Task File_is_read_once_and_again_when_it_or_one_that_it_refers_to_changes()
    {
        using var folder = new PeerFolder();
        await using var context = new TestActionContext();
        folder.Write("id.json", """{"type":"integer"}""");
        var path = folder.Write("user.json", """{"properties":{"id":{"$ref":"id.json"}}}""");
        var cache = context.Shared<SchemaCache>();

        await Get("""{"id":1}""", Text(path), context: context);
        var first = cache.Find(Text("user.json"), folder.Path);
        cache.Find(Text("user.json"), folder.Path).ShouldBeSameAs(first);

        folder.Write("id.json", """{"type":"string", "minLength": 3}""");
        cache.Find(Text("user.json"), folder.Path).ShouldNotBeSameAs(first);
        (await Should.ThrowAsync<HttpException>(() => Get("""{"id":1}""", Text(path), context: context))).Message.ShouldContain("/id: must be text, is 1");
    }

    [Theory]
    [InlineData("\"missing.json\"", "`json-schema` is \"missing.json\", which cannot be read: ")]
    [InlineData("\"\"", "`json-schema` is empty")]
    [InlineData("7", "`json-schema` is 7: give the path of a file")]
    [InlineData("{\"type\":\"text\"}", "`json-schema` is no JSON Schema that can be used: json-schema#/type: is \"text\"")]
    [InlineData("{\"$ref\":\"#\"}", "`json-schema` cannot be used: json-schema#: refers to itself without end")]
    public async Task Schema_that_cannot_be_used_is_a_bad_input(string schema, string part)
    {
        var error = await Should.ThrowAsync<ActionInputException>(() => Get("1", JsonElement.Parse(schema)));

        error.Input.ShouldBe("json-schema");
        error.Message.ShouldContain(part);
    }

    [Fact]
    public async Task Head_has_no_body_to_check()
    {
        await using var context = new TestActionContext();

        (await Should.ThrowAsync<ActionInputException>(async () => await new HttpHead { Url = "http://127.0.0.1:1", JsonSchema = Inline }.RunAsync(context, Cancel)))
            .Message.ShouldContain("the answer to HEAD has none");
    }

    [Fact]
    public async Task Hedged_request_is_held_against_the_schema_too()
    {
        await using var peer = await KestrelPeer.StartAsync(http => http.Response.WriteAsync("{}"));
        await using var context = new TestActionContext();
        var get = new HttpGet { Url = peer.Url, JsonSchema = Inline, Hedge = new() { After = TimeSpan.FromSeconds(30), Attempts = 2 } };

        (await Should.ThrowAsync<HttpException>(() => get.RunAsync(context, Cancel).AsTask())).Message.ShouldContain("does not conform to the schema");
    }
}
