using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Clients;

/// <summary>Every security scheme, and bodies that are no JSON, against a service that says what it got. Its document comes from a URL.</summary>
public sealed class ClientAuthTests : IAsyncLifetime
{
    const string Document = """
        openapi: 3.0.3
        info: { title: Who, version: "1" }
        servers: [{ url: "{scheme}://{host}/api", variables: { scheme: { default: http, enum: [http, https] }, host: { default: nowhere.invalid } } }]
        paths:
          /basic: { get: { operationId: basic, security: [{ basic: [] }], responses: { "200": { description: ok } } } }
          /bearer: { get: { operationId: bearer, security: [{ bearer: [] }], responses: { "200": { description: ok } } } }
          /oauth: { get: { operationId: oauth, security: [{ oauth: [read] }], responses: { "200": { description: ok } } } }
          /query: { get: { operationId: query, security: [{ query: [] }, { basic: [] }], responses: { "200": { description: ok } } } }
          /cookie: { get: { operationId: cookie, security: [{ cookie: [] }], responses: { "200": { description: ok } } } }
          /form: { post: { operationId: form, requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, properties: { a: { type: string }, b: { type: array, items: { type: integer } } } } } } }, responses: { "200": { description: ok } } } }
          /text: { post: { operationId: text, requestBody: { content: { text/plain: { schema: { type: string } }, application/xml: { schema: { type: string } } } }, responses: { "200": { description: ok } } } }
          /bytes: { put: { operationId: bytes, requestBody: { content: { application/octet-stream: { schema: { type: string, format: binary } } } }, responses: { "200": { description: ok } } } }
        components:
          securitySchemes:
            basic: { type: http, scheme: basic }
            bearer: { type: http, scheme: bearer }
            query: { type: apiKey, in: query, name: key }
            cookie: { type: apiKey, in: cookie, name: session }
            oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: "TOKENS", scopes: { read: look } } } }
        """;

    WebApplication app = null!;
    int fetched;

    string Url => app.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapGet("/openapi.yaml", () =>
        {
            fetched++;
            return Document.Replace("TOKENS", $"{Url}/token", StringComparison.Ordinal);
        });
        app.MapPost("/token", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync();
            return context.Request.Headers.Authorization == "Basic " + Convert.ToBase64String("id:secret-1234"u8) && form["scope"] == "read"
                ? Results.Json(new { access_token = "fresh-token", token_type = "Bearer", expires_in = 3600 }) : Results.Json(new { error = "invalid_client" }, statusCode: 401);
        });
        app.MapMethods("/api/{what}", ["GET", "POST", "PUT"], async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            return Results.Json(new { auth = context.Request.Headers.Authorization.ToString(), query = context.Request.QueryString.Value, cookie = context.Request.Headers.Cookie.ToString(), type = context.Request.ContentType, body = await reader.ReadToEndAsync() });
        });
        await app.StartAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("basic", "auth: { basic: { username: ada, password: pass-9876 } }", "result.json.auth == format('Basic {0}', base64('ada:pass-9876'))")]
    [InlineData("bearer", "auth: { bearer: token-9876 }", "result.json.auth == 'Bearer token-9876'")]
    [InlineData("oauth", "auth: { oauth: { client-id: id, client-secret: secret-1234 } }", "result.json.auth == 'Bearer fresh-token'")]
    [InlineData("oauth", "auth: { oauth: my-own-token }", "result.json.auth == 'Bearer my-own-token'")]
    [InlineData("query", "auth: { query: key-9876 }", "result.json.query == '?key=key-9876'")]
    [InlineData("query", "auth: { basic: { username: a, password: pass-9876 } }", "startsWith(result.json.auth, 'Basic ')")]
    [InlineData("cookie", "auth: { cookie: key-9876 }", "result.json.cookie == 'session=key-9876'")]
    [InlineData("bearer", "headers: { Authorization: Bearer own }", "result.json.auth == 'Bearer own'")]
    [InlineData("form", "body: { a: x y, b: [1, 2] }", "result.json.body == 'a=x+y&b=1&b=2'")]
    [InlineData("text", "body: hello", "result.json.body == 'hello' && startsWith(result.json.type, 'text/plain')")]
    [InlineData("text", "{ body: <a/>, content-type: application/xml }", "result.json.type == 'application/xml'")]
    [InlineData("bytes", "body: { file: data.bin }", "result.json.body == 'bytes'")]
    public void Requests_are_made_as_the_document_says(string operation, string with, string expect)
    {
        using var shell = Open();
        shell.Write("data.bin", "bytes").Write("use.yaml", $"""
            name: use
            steps:
              - uses: who.{operation}
                with: {(with[0] == '{' ? with[..^1] : "{ " + with)}, server: {"{"} host: "{new Uri(Url).Authority}" {"}"} {"}"}
                expect: {expect}
            """);
        shell.Run("run", "use.yaml").ShouldBe(0, shell.Out + shell.Error);
        shell.Out.ShouldNotContain("9876");
        shell.Out.ShouldNotContain("fresh-token");
    }

    [Fact]
    public void A_token_that_is_refused_says_so_without_the_secret()
    {
        using var shell = Open();
        shell.Write("use.yaml", $"name: use\nsteps:\n  - {{ uses: who.oauth, with: {{ base-url: \"{Url}/api\", auth: {{ oauth: {{ client-id: id, client-secret: wrong-secret }} }} }} }}\n");
        shell.Run("run", "use.yaml").ShouldBe(3);
        shell.Out.ShouldContain("/token answered 401");
        shell.Out.ShouldNotContain("wrong-secret");
    }

    [Fact]
    public async Task A_document_from_a_url_is_fetched_once_and_outlives_its_server()
    {
        using var shell = Open();
        shell.Write("use.yaml", "name: use\nsteps:\n  - { uses: who.bearer, with: { auth: { bearer: x } } }\n");
        shell.Run("validate", "use.yaml").ShouldBe(0, shell.Out + shell.Error);
        shell.Run("validate", "use.yaml").ShouldBe(0);
        fetched.ShouldBe(1);
        await app.StopAsync(TestContext.Current.CancellationToken);
        shell.Run("validate", "use.yaml").ShouldBe(0);
    }

    [Fact]
    public async Task A_document_that_cannot_be_fetched_is_told()
    {
        using var shell = Open();
        await app.StopAsync(TestContext.Current.CancellationToken);
        shell.Write("use.yaml", "name: use\nsteps:\n  - uses: who.bearer\n");
        shell.Run("validate", "use.yaml").ShouldBe(2);
        (shell.Out + shell.Error).ShouldContain("the client who:");
        (shell.Out + shell.Error).ShouldContain("refused");
    }

    Shell Open() => ClientShell.Open($"who: {Url}/openapi.yaml");
}
