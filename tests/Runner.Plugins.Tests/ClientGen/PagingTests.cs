using Microsoft.AspNetCore.Http;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>Pages that follow no known convention, and are configured.</summary>
public sealed class PagingTests
{
    const string Document = """
        openapi: 3.0.3
        info: { title: Odd, version: '1' }
        paths:
          /rows:
            get:
              operationId: rows
              parameters:
                - { name: from, in: query, schema: { type: string } }
                - { name: skip_to, in: query, schema: { type: integer, format: int32 } }
                - { name: sheet, in: query, schema: { type: integer } }
              responses:
                '200':
                  description: d
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          errors: { type: array, items: { type: string } }
                          result: { type: object, properties: { list: { type: array, items: { type: integer } }, then: { type: object, required: [at], properties: { at: { type: string } } } } }
        """;

    const string All = "var all = new List<long>(); await foreach (var each in new OddClient(http).Default.RowsAllAsync()) all.Add(each); return string.Join(\",\", all);";

    [Theory]
    [InlineData("rows cursor=from items=result.list next=result.then.at", "/rows", "/rows?from=b")]
    [InlineData("/rows offset=skip_to items=result.list", "/rows?skip_to=0", "/rows?skip_to=2")]
    [InlineData("GET /r* page=sheet items=result.list", "/rows?sheet=1", "/rows?sheet=2")]
    public async Task Pages_follow_each_other_as_they_are_configured(string rule, string first, string second)
    {
        var client = await CompiledClient.OfAsync(Document, options => options with { Pages = [rule] }, RecordingPeer.Use(All));
        await using var peer = await RecordingPeer.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync($"{context.Request.Path}{context.Request.QueryString}" == first ? """{"result":{"list":[1,2],"then":{"at":"b"}}}""" : """{"result":{}}""");
        });
        (await peer.RunAsync(client)).ShouldBe("1,2");
        peer.Arrived.Select(static each => each.Target).ShouldBe([first, second]);
    }

    [Theory]
    [InlineData("rows", "it names an operation, and how its pages follow each other")]
    [InlineData("rows cursor=from", "next= is missing")]
    [InlineData("rows offset=skip_to next=a", "next= goes with cursor= only")]
    [InlineData("rows items=a", "one of cursor=PARAMETER, offset=PARAMETER, page=PARAMETER, link and none is missing")]
    [InlineData("rows size=9", "size=9 is none of")]
    [InlineData("rows page=nope items=result.list", "GET /rows has no parameter nope in its query")]
    [InlineData("rows page=sheet items=result.lost", "has no property result.lost; there are list, then")]
    [InlineData("rows page=sheet items=result", "has no list at result")]
    [InlineData("lines page=sheet", "no operation is")]
    public async Task A_rule_that_does_not_fit_says_why(string rule, string message) =>
        (await Should.ThrowAsync<ArgumentException>(() => CompiledClient.OfAsync(Document, options => options with { Pages = [rule] }))).Message.ShouldContain(message);

    [Fact]
    public async Task Pages_may_be_denied()
    {
        const string Known = "openapi: 3.0.0\ninfo: { title: K, version: '1' }\npaths: { /a: { get: { operationId: a, parameters: [{ name: page, in: query, schema: { type: integer } }], responses: { '200': { description: d, content: { application/json: { schema: { type: array, items: { type: string } } } } } } } } }\n";
        (await CompiledClient.OfAsync(Known)).Source.ShouldContain("AAllAsync");
        (await CompiledClient.OfAsync(Known, static options => options with { Pages = ["a none"] })).Source.ShouldNotContain("AAllAsync");
    }
}
