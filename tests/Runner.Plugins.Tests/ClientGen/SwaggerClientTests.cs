using Microsoft.AspNetCore.Http;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>The third of five documents: Swagger 2.0, with its formats of collections, forms, files and keys.</summary>
public sealed class SwaggerClientTests
{
    const string Document = """
        {
          "swagger": "2.0", "info": { "title": "Old", "version": "1" }, "host": "old.invalid", "basePath": "/v1", "schemes": ["http"], "consumes": ["application/json"], "produces": ["application/json"],
          "securityDefinitions": { "key": { "type": "apiKey", "in": "query", "name": "api key" }, "login": { "type": "basic" } },
          "parameters": { "Ids": { "name": "ids", "in": "path", "required": true, "type": "array", "items": { "type": "integer" } } },
          "paths": {
            "/list/{ids}/{bars}": { "get": { "operationId": "list", "parameters": [
              { "$ref": "#/parameters/Ids" },
              { "name": "bars", "in": "path", "required": true, "type": "array", "collectionFormat": "pipes", "items": { "type": "string" } },
              { "name": "usual", "in": "query", "type": "array", "items": { "type": "string" } },
              { "name": "csv", "in": "query", "type": "array", "collectionFormat": "csv", "items": { "type": "string" } },
              { "name": "ssv", "in": "query", "type": "array", "collectionFormat": "ssv", "items": { "type": "string" } },
              { "name": "tsv", "in": "query", "type": "array", "collectionFormat": "tsv", "items": { "type": "string" } },
              { "name": "pipes", "in": "query", "type": "array", "collectionFormat": "pipes", "items": { "type": "string" } },
              { "name": "multi", "in": "query", "type": "array", "collectionFormat": "multi", "items": { "type": "string" } },
              { "name": "X-Bars", "in": "header", "type": "array", "collectionFormat": "pipes", "items": { "type": "string" } } ],
              "responses": { "204": { "description": "done" } } } },
            "/form": { "post": { "operationId": "form", "consumes": ["application/x-www-form-urlencoded"], "parameters": [
              { "name": "name", "in": "formData", "required": true, "type": "string" },
              { "name": "csv", "in": "formData", "type": "array", "items": { "type": "string" } },
              { "name": "pipes", "in": "formData", "type": "array", "collectionFormat": "pipes", "items": { "type": "string" } },
              { "name": "multi", "in": "formData", "type": "array", "collectionFormat": "multi", "items": { "type": "string" } } ],
              "responses": { "204": { "description": "done" } } } },
            "/upload/{id}": { "post": { "operationId": "upload", "consumes": ["multipart/form-data"], "parameters": [
              { "name": "id", "in": "path", "required": true, "type": "integer", "format": "int64" },
              { "name": "photo", "in": "formData", "required": true, "type": "file" },
              { "name": "csv", "in": "formData", "type": "array", "items": { "type": "string" } },
              { "name": "multi", "in": "formData", "type": "array", "collectionFormat": "multi", "items": { "type": "string" } } ],
              "responses": { "204": { "description": "done" } } } },
            "/thing": { "put": { "operationId": "thing", "security": [{ "key": [] }, { "login": [] }], "parameters": [{ "name": "it", "in": "body", "required": true, "schema": { "$ref": "#/definitions/Thing" } }],
              "responses": { "200": { "description": "ok", "schema": { "$ref": "#/definitions/Thing" } }, "default": { "description": "no", "schema": { "$ref": "#/definitions/Fault" } } } } },
            "/file": { "get": { "operationId": "file", "produces": ["image/png"], "responses": { "200": { "description": "ok", "schema": { "type": "file" } } } } }
          },
          "definitions": { "Thing": { "type": "object", "properties": { "name": { "type": "string" } } }, "Fault": { "type": "object", "properties": { "why": { "type": "string" } } } }
        }
        """;

    static readonly (string Call, string Target)[] Lists =
    [
        ("ListAsync([1, 2], [\"a\", \"b\"])", "/list/1,2/a%7Cb"),
        ("ListAsync([1], [\"a\"], usual: [\"x\", \"y z\"], csv: [\"x\", \"y\"])", "/list/1/a?usual=x,y%20z&csv=x,y"),
        ("ListAsync([1], [\"a\"], ssv: [\"x\", \"y\"], tsv: [\"x\", \"y\"])", "/list/1/a?ssv=x%20y&tsv=x%09y"),
        ("ListAsync([1], [\"a\"], pipes: [\"x\", \"y\"], multi: [\"x\", \"y\"])", "/list/1/a?pipes=x%7Cy&multi=x&multi=y"),
        ("ListAsync([1], [\"a\"], xBars: [\"x\", \"y\"])", "/list/1/a"),
    ];

    [Fact]
    public async Task Every_format_of_collections_arrives()
    {
        var arrived = await ServedCalls.ArriveAsync(Document, "new OldClient(http).Default", Lists.Select(static row => row.Call));
        arrived.Select(static each => each.Target).ShouldBe(Lists.Select(static row => row.Target));
        arrived[^1].Headers["X-Bars"].ShouldBe("x|y");
    }

    [Fact]
    public async Task Forms_files_keys_and_faults_work_below_the_base_path()
    {
        var (said, understood) = await ServedCalls.RunAsync(Document, """
            var root = http.BaseAddress!;
            using var below = new HttpClient { BaseAddress = new(root, "v1/") };
            var api = new OldClient(below, OldClient.Key("k&1")).Default;
            await api.FormAsync(new() { Name = "a b&c", Csv = ["x", "y"], Pipes = ["x", "y"], Multi = ["x", "y"] });
            await api.UploadAsync(7, new() { Photo = new(new MemoryStream("hé"u8.ToArray()), "p.png", "image/png"), Csv = ["x", "y"], Multi = ["x", "y"] });
            var said = (await api.ThingAsync(new() { Name = "ok" })).Name;
            try { await new OldClient(below, OldClient.Login("me", "p:w")).Default.ThingAsync(new() { Name = "bad" }); } catch (ApiException<Fault> e) { said += $" {e.Status} {e.Problem!.Why}"; }
            using var file = await api.FileAsync();
            return said + " " + new StreamReader(file).ReadToEnd();
            """, async context =>
        {
            if (context.Request.HasFormContentType)
            {
                context.Response.StatusCode = 204;
                return $"{context.Request.Method} {context.Request.Path} {await ServedCalls.FormAsync(context)}";
            }

            if (context.Request.Method == "GET")
            {
                context.Response.ContentType = "image/png";
                await context.Response.WriteAsync("png");
                return $"GET {context.Request.Path} {context.Request.Headers.Accept}";
            }

            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var isKnown = context.Request.Query["api key"] == "k&1";
            context.Response.StatusCode = isKnown ? 200 : 409;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(isKnown ? body : """{"why":"taken"}""");
            return $"PUT {context.Request.Path}{context.Request.QueryString} {context.Request.Headers.Authorization} {body}";
        });
        said.ShouldBe("ok 409 taken png");
        understood.ShouldBe([
            "POST /v1/form name=a b&c & csv=x,y & pipes=x|y & multi=x+y",
            "POST /v1/upload/7 csv=x,y & multi=x+y & photo<p.png image/png hé>",
            "PUT /v1/thing?api%20key=k%261  {\"name\":\"ok\"}",
            $"PUT /v1/thing Basic {Convert.ToBase64String("me:p:w"u8)} {{\"name\":\"bad\"}}",
            "GET /v1/file image/png"]);
    }
}
