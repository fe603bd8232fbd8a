using Microsoft.AspNetCore.Http;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>Each kind of body and of answer, against a server.</summary>
public sealed class BodyTests
{
    const string Document = """
        openapi: 3.0.3
        info: { title: Bodies, version: "1" }
        servers: [{ url: "https://bodies.invalid/v1" }]
        components:
          securitySchemes:
            key: { type: apiKey, in: header, name: X-Key }
            token: { type: http, scheme: bearer }
            machine: { type: oauth2, flows: { clientCredentials: { tokenUrl: "https://bodies.invalid/token", scopes: { read: reads } } } }
          schemas:
            Problem: { type: object, required: [code], properties: { code: { type: integer }, why: { type: string } } }
            Item:
              type: object
              required: [id, name, note]
              properties:
                id: { type: integer, format: int64, readOnly: true }
                name: { type: string }
                note: { type: string, nullable: true }
                tags: { type: array, items: { type: string } }
        paths:
          /json:
            post:
              operationId: json
              requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
              responses:
                "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
                4XX: { description: no, content: { application/problem+json: { schema: { $ref: "#/components/schemas/Problem" } } } }
          /form:
            post:
              operationId: form
              requestBody:
                required: true
                content:
                  application/x-www-form-urlencoded:
                    schema:
                      type: object
                      properties: { name: { type: string }, tags: { type: array, items: { type: string } }, one: { type: array, items: { type: string } }, deep: { type: object, properties: { a: { type: integer } } } }
                    encoding: { one: { style: form, explode: false }, deep: { style: deepObject, explode: true } }
              responses: { "204": { description: done } }
          /parts:
            post:
              operationId: parts
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [photo]
                      properties: { title: { type: string }, photo: { type: string, format: binary }, more: { type: array, items: { type: string, format: binary } }, meta: { type: object, properties: { a: { type: integer } } }, tags: { type: array, items: { type: string } } }
                    encoding: { photo: { contentType: image/png }, title: { contentType: text/markdown } }
              responses: { "204": { description: done } }
          /bytes:
            put:
              operationId: bytes
              requestBody: { required: true, content: { application/octet-stream: { schema: { type: string, format: binary } } } }
              responses: { "200": { description: ok, content: { application/pdf: { schema: { type: string, format: binary } } } } }
          /text:
            put:
              operationId: text
              requestBody: { required: true, content: { text/plain: { schema: { type: string } } } }
              responses: { "200": { description: ok, content: { application/xml: { schema: { type: string } } } } }
          /events:
            get:
              operationId: watch
              responses: { "200": { description: ok, content: { text/event-stream: { schema: { $ref: "#/components/schemas/Problem" } } } } }
          /several:
            get:
              operationId: several
              responses:
                "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
                "202": { description: later, content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } } }
          /maybe:
            get:
              operationId: maybe
              responses:
                "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
                "204": { description: none }
          /secure:
            get:
              operationId: secure
              security: [{ key: [], token: [] }, { machine: [read] }]
              responses: { "204": { description: done } }
          /pages:
            get:
              operationId: pages
              parameters: [{ name: cursor, in: query, schema: { type: string } }]
              responses:
                "200": { description: ok, content: { application/json: { schema: { type: object, properties: { items: { type: array, items: { type: integer } }, next_cursor: { type: string } } } } } }
          /counted:
            get:
              operationId: counted
              parameters: [{ name: offset, in: query, schema: { type: integer, format: int32 } }]
              responses:
                "200": { description: ok, content: { application/json: { schema: { type: array, items: { type: integer } } } } }
          /linked:
            get:
              operationId: linked
              responses:
                "200": { description: ok, headers: { Link: { schema: { type: string } } }, content: { application/json: { schema: { type: array, items: { type: integer } } } } }
        """;

    static async Task<(string Said, IReadOnlyList<ArrivedRequest> Arrived)> RunAsync(string statements, RequestDelegate? answer = null)
    {
        var client = await CompiledClient.OfAsync(Document, use: RecordingPeer.Use("var api = new BodiesClient(http).Default; " + statements));
        await using var peer = await RecordingPeer.StartAsync(answer);
        return (await peer.RunAsync(client), peer.Arrived);
    }

    static RequestDelegate Json(string json, int status = 200, string type = "application/json") => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(json);
    };

    [Fact]
    public async Task Json_leaves_null_out_but_where_it_must_be_there_and_keeps_what_it_does_not_know()
    {
        var (said, arrived) = await RunAsync("""
            var item = await api.JsonAsync(new() { Name = "a" });
            return $"{item.Id} {item.Extra!["color"]}";
            """, Json("""{"id":"7","name":"a","note":null,"color":"red"}"""));
        arrived[0].Body.ShouldBe("""{"name":"a","note":null}""");
        arrived[0].Headers["Content-Type"].ShouldBe("application/json");
        said.ShouldBe("7 red");
    }

    [Fact]
    public async Task An_error_of_a_documented_range_is_typed()
    {
        var (said, _) = await RunAsync("""
            try { await api.JsonAsync(new()); return ""; }
            catch (ApiException<Problem> e) { return $"{e.Status} {e.Problem!.Code} {e.Headers["X-Id"]} {e.Body}"; }
            """, async context =>
        {
            context.Response.Headers["X-Id"] = "3";
            await Json("""{"code":5}""", 422)(context);
        });
        said.ShouldBe("""422 5 3 {"code":5}""");
    }

    [Theory]
    [InlineData(500, "oops", "ApiException 500 oops")]
    [InlineData(404, "<html>", "ApiException 404 <html>")]
    [InlineData(200, "<html>", "ApiException 200 <html>")]
    [InlineData(200, "", "ApiException 200 ")]
    public async Task An_answer_that_is_not_documented_is_a_plain_error_with_its_text(int status, string body, string expected) =>
        (await RunAsync("try { await api.JsonAsync(new()); return \"\"; } catch (ApiException e) { return $\"{e.GetType().Name} {e.Status} {e.Body}\"; }", Json(body, status))).Said.ShouldBe(expected);

    [Fact]
    public async Task A_form_follows_its_encodings()
    {
        var (_, arrived) = await RunAsync("""await api.FormAsync(new() { Name = "a b&c", Tags = ["x", "y"], One = ["x", "y"], Deep = new() { A = 1 } }); return "";""");
        arrived[0].Body.ShouldBe("name=a+b%26c&tags=x&tags=y&one=x,y&deep%5Ba%5D=1");
        arrived[0].Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
    }

    [Fact]
    public async Task Parts_follow_their_encodings_and_no_name_breaks_out()
    {
        var (_, arrived) = await RunAsync("""
            await api.PartsAsync(new() { Title = "t", Photo = new(new MemoryStream([1, 2]), "a\"\r\nX: y.png"), More = [new(new MemoryStream("m"u8.ToArray()), "m.txt", "text/plain")], Meta = new() { A = 1 }, Tags = ["x", "y"] });
            return "";
            """);
        var boundary = arrived[0].Headers["Content-Type"].Split("boundary=")[1];
        arrived[0].Headers["Content-Type"].ShouldStartWith("multipart/form-data; boundary=");
        arrived[0].Body.Replace(boundary, "B").ShouldBe(string.Join("\r\n", [
            "--B", "Content-Disposition: form-data; name=\"title\"", "Content-Type: text/markdown", "", "t",
            "--B", "Content-Disposition: form-data; name=\"photo\"; filename=\"a%22%0D%0AX: y.png\"", "Content-Type: image/png", "", "\u0001\u0002",
            "--B", "Content-Disposition: form-data; name=\"more\"; filename=\"m.txt\"", "Content-Type: text/plain", "", "m",
            "--B", "Content-Disposition: form-data; name=\"meta\"", "Content-Type: application/json", "", "{\"a\":1}",
            "--B", "Content-Disposition: form-data; name=\"tags\"", "", "x",
            "--B", "Content-Disposition: form-data; name=\"tags\"", "", "y",
            "--B--", ""]));
    }

    [Fact]
    public async Task Bytes_go_and_come_as_streams()
    {
        var (said, arrived) = await RunAsync("""
            using var pdf = await api.BytesAsync(new MemoryStream("up"u8.ToArray()));
            return new StreamReader(pdf).ReadToEnd();
            """, Json("down", type: "application/pdf"));
        (said, arrived[0].Body, arrived[0].Headers["Content-Type"], arrived[0].Headers["Accept"]).ShouldBe(("down", "up", "application/octet-stream", "application/pdf"));
    }

    [Fact]
    public async Task Text_goes_as_text_and_xml_comes_as_text()
    {
        var (said, arrived) = await RunAsync("return await api.TextAsync(\"hé\");", Json("<a/>", type: "application/xml"));
        (said, arrived[0].Body, arrived[0].Headers["Content-Type"], arrived[0].Headers["Accept"]).ShouldBe(("<a/>", "hÃ©", "text/plain", "application/xml"));
    }

    [Fact]
    public async Task Events_come_one_by_one()
    {
        var (said, _) = await RunAsync("""
            var codes = new List<int>();
            await foreach (var each in api.WatchAsync()) codes.Add((int)each.Code);
            return string.Join(",", codes);
            """, Json(": hello\n\ndata: {\"code\":1}\n\nevent: x\ndata: {\ndata: \"code\":2}\n\ndata: [DONE]\n\n", type: "text/event-stream"));
        said.ShouldBe("1,2");
    }

    [Theory]
    [InlineData(200, """{"id":1,"name":"n"}""", "200 n")]
    [InlineData(202, """{"code":3}""", "202 3")]
    public async Task Several_successes_are_told_apart_by_their_status(int status, string body, string expected) =>
        (await RunAsync("var any = await api.SeveralAsync(); return any.Status == 200 ? \"200 \" + any.As<Item>()!.Name : \"202 \" + any.As<Problem>()!.Code;", Json(body, status))).Said.ShouldBe(expected);

    [Fact]
    public async Task A_success_without_a_body_is_null_where_the_document_has_one() =>
        (await RunAsync("return (await api.MaybeAsync()) is null ? \"none\" : \"some\";", static context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        })).Said.ShouldBe("none");

    [Fact]
    public async Task The_first_alternative_that_there_are_all_credentials_of_is_sent()
    {
        var (_, arrived) = await RunAsync("""
            await new BodiesClient(http, BodiesClient.Key("k"), BodiesClient.Token("t")).Default.SecureAsync();
            await new BodiesClient(http, BodiesClient.Key("k")).Default.SecureAsync();
            await new BodiesClient(http, BodiesClient.Token("t")).Default.MaybeAsync();
            return "";
            """);
        arrived.Select(static each => $"{each.Headers.GetValueOrDefault("X-Key")}|{each.Headers.GetValueOrDefault("Authorization")}").ShouldBe(["k|Bearer t", "|", "|"]);
    }

    [Fact]
    public async Task Client_credentials_are_exchanged_for_a_token_once()
    {
        var client = await CompiledClient.OfAsync(Document, use: RecordingPeer.Use("""
            var oauth = new ApiOAuth(http.BaseAddress + "token", "me", "s&cret", "read").Credential("machine");
            var api = new BodiesClient(http, oauth).Default;
            await Task.WhenAll(api.SecureAsync(), api.SecureAsync());
            return "";
            """));
        await using var peer = await RecordingPeer.StartAsync(Json("""{"access_token":"abc","expires_in":3600}"""));
        await peer.RunAsync(client);
        var token = peer.Arrived.Single(static each => each.Target == "/token");
        token.Body.ShouldBe("grant_type=client_credentials&scope=read");
        token.Headers["Authorization"].ShouldBe("Basic " + Convert.ToBase64String("me:s%26cret"u8));
        peer.Arrived.Where(static each => each.Target == "/secure").Select(static each => each.Headers["Authorization"]).ShouldBe(["Bearer abc", "Bearer abc"]);
    }

    [Fact]
    public async Task Pages_follow_their_cursor()
    {
        var (said, arrived) = await RunAsync("var all = new List<long>(); await foreach (var each in api.PagesAllAsync()) all.Add(each); return string.Join(\",\", all);",
            static context => Json(context.Request.Query["cursor"] == "b" ? """{"items":[3]}""" : """{"items":[1,2],"next_cursor":"b"}""")(context));
        said.ShouldBe("1,2,3");
        arrived.Select(static each => each.Target).ShouldBe(["/pages", "/pages?cursor=b"]);
    }

    [Fact]
    public async Task Pages_are_counted_by_items()
    {
        var (said, arrived) = await RunAsync("var all = new List<long>(); await foreach (var each in api.CountedAllAsync()) all.Add(each); return string.Join(\",\", all);",
            static context => Json(context.Request.Query["offset"] == "0" ? "[1,2]" : "[]")(context));
        said.ShouldBe("1,2");
        arrived.Select(static each => each.Target).ShouldBe(["/counted?offset=0", "/counted?offset=2"]);
    }

    [Fact]
    public async Task Pages_follow_the_link_header_on_the_same_server_only()
    {
        const string all = "var all = new List<long>(); await foreach (var each in api.LinkedAllAsync()) all.Add(each); return string.Join(\",\", all);";
        var (said, arrived) = await RunAsync(all, static context =>
        {
            if (context.Request.Query.Count == 0) context.Response.Headers.Link = "</linked?page=9>; rel=\"last\", </linked?page=2>; rel=\"next\"";
            return Json(context.Request.Query.Count == 0 ? "[1]" : "[2]")(context);
        });
        said.ShouldBe("1,2");
        arrived.Select(static each => each.Target).ShouldBe(["/linked", "/linked?page=2"]);

        var (refused, _) = await RunAsync($"try {{ {all} }} catch (ApiException e) {{ return e.Message; }}", static context =>
        {
            context.Response.Headers.Link = "<https://other.invalid/>; rel=next";
            return Json("[1]")(context);
        });
        refused.ShouldContain("another server");
    }
}
