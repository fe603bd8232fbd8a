using Microsoft.AspNetCore.Http;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>The fourth of five documents: every kind of answer.</summary>
public sealed class AnsweredClientTests
{
    const string Document = """
        openapi: 3.1.0
        info: { title: Answers, version: "1" }
        components:
          schemas:
            Problem: { type: object, required: [code], properties: { code: { type: integer } } }
            Busy: { type: object, required: [after], properties: { after: { type: integer } } }
            Cat: { type: object, required: [kind], properties: { kind: { const: cat }, lives: { type: integer } } }
            Dog: { type: object, required: [kind], properties: { kind: { const: dog }, bark: { type: [string, "null"] } } }
            Pet: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }], discriminator: { propertyName: kind, mapping: { cat: "#/components/schemas/Cat", dog: "#/components/schemas/Dog" } } }
            Forms: { type: object, required: [a, b, c], properties: { a: { type: [integer, "null"] }, b: { anyOf: [{ $ref: "#/components/schemas/Problem" }, { type: "null" }] }, c: { type: array, items: { type: [string, "null"] } }, d: { type: string, enum: [x, y] } } }
        paths:
          /errors/{status}:
            get:
              operationId: errors
              parameters: [{ name: status, in: path, required: true, schema: { type: integer } }]
              responses:
                "2XX": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } } }
                "404": { description: gone, content: { application/json: { schema: { $ref: "#/components/schemas/Busy" } } } }
                "4XX": { description: no, content: { application/problem+json: { schema: { $ref: "#/components/schemas/Problem" } } } }
                default: { description: else, content: { application/json: { schema: { type: object, properties: { other: { type: string } } } } } }
          /none: { delete: { operationId: none, responses: { "204": { description: done } } } }
          /pets: { get: { operationId: pets, responses: { "200": { description: ok, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Pet" } } } } } } } }
          /forms: { get: { operationId: forms, responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Forms" } } } } } } }
          /map: { get: { operationId: map, responses: { "200": { description: ok, content: { application/json: { schema: { type: object, additionalProperties: { type: array, items: { type: number } } } } } } } } }
          /word: { get: { operationId: word, responses: { "200": { description: ok, content: { application/json: { schema: { type: string } } } } } } }
          /text: { get: { operationId: text, responses: { "200": { description: ok, content: { text/plain: { schema: { type: string } } } } } } }
          /bytes: { get: { operationId: bytes, responses: { "200": { description: ok, content: { application/octet-stream: { schema: { type: string, format: binary } } } } } } }
          /events: { get: { operationId: watch, responses: { "200": { description: ok, content: { text/event-stream: { schema: { $ref: "#/components/schemas/Problem" } } } } } } }
          /lines: { get: { operationId: lines, responses: { "200": { description: ok, content: { application/x-ndjson: { schema: { $ref: "#/components/schemas/Problem" } } } } } } }
          /pages:
            get:
              operationId: pages
              parameters: [{ name: page, in: query, schema: { type: integer } }]
              responses: { "200": { description: ok, content: { application/json: { schema: { type: object, properties: { items: { type: array, items: { $ref: "#/components/schemas/Pet" } } } } } } } }
        """;

    static async Task AnswerAsync(HttpContext context)
    {
        var (status, type, body) = context.Request.Path.Value switch
        {
            "/errors/201" => (201, "application/json", """{"code":1,"more":[1]}"""),
            "/errors/404" => (404, "application/json", """{"after":5}"""),
            "/errors/422" => (422, "application/problem+json", """{"code":2}"""),
            "/errors/503" => (503, "application/json", """{"other":"o"}"""),
            "/errors/500" => (500, "text/html", "<html>"),
            "/none" => (204, null, ""),
            "/pets" => (200, "application/json; charset=utf-8", """[{"kind":"cat","lives":9},{"kind":"dog","bark":null},{"kind":"newt"}]"""),
            "/forms" => (200, "application/json", """{"a":null,"b":null,"c":["x",null],"d":"z","e":{"f":1}}"""),
            "/map" => (200, "application/json", """{"a":[1.5,2],"b":[]}"""),
            "/word" => (200, "application/json", "\"w\""),
            "/text" => (200, "text/plain; charset=iso-8859-1", "h\u00e9"),
            "/bytes" => (200, "application/octet-stream", "b"),
            "/events" => (200, "text/event-stream", "\uFEFF: hello\r\nid: 1\r\nevent: x\r\ndata: {\"code\":\r\ndata:1}\r\n\r\nretry: 5\r\n\r\ndata: {\"code\":2}\r\n\r\ndata: {\"code\":3}"),
            "/lines" => (200, "application/x-ndjson", "{\"code\":1}\n\n{\"code\":2}"),
            "/pages" => (200, "application/json", context.Request.Query["page"].ToString() switch { "1" => """{"items":[{"kind":"cat"},{"kind":"dog"}]}""", "2" => """{"items":[{"kind":"cat"}]}""", _ => """{"items":[]}""" }),
            var other => (500, "text/plain", $"nobody asks for {other}"),
        };
        context.Response.StatusCode = status;
        if (type is not null) context.Response.ContentType = type;
        if (body.Length > 0) await context.Response.Body.WriteAsync((type!.Contains("8859", StringComparison.Ordinal) ? System.Text.Encoding.Latin1 : System.Text.Encoding.UTF8).GetBytes(body));
    }

    static readonly (string Statements, string Said)[] Rows =
    [
        ("var a = await api.ErrorsAsync(201); return $\"{a.Code} {a.Extra![\"more\"]}\";", "1 [1]"),
        ("try { await api.ErrorsAsync(404); return \"\"; } catch (ApiException<Busy> e) { return $\"{e.Status} {e.Problem!.After}\"; }", "404 5"),
        ("try { await api.ErrorsAsync(422); return \"\"; } catch (ApiException<Problem> e) { return $\"{e.Status} {e.Problem!.Code}\"; }", "422 2"),
        ("try { await api.ErrorsAsync(503); return \"\"; } catch (ApiException e) { return $\"{e.Status} {e.GetType().IsGenericType} {e.Body}\"; }", "503 True {\"other\":\"o\"}"),
        ("try { await api.ErrorsAsync(500); return \"\"; } catch (ApiException e) { return $\"{e.Status} {e.GetType().IsGenericType} {e.Body}\"; }", "500 False <html>"),
        ("await api.NoneAsync(); return \"none\";", "none"),
        ("var pets = await api.PetsAsync(); return $\"{pets[0].AsCat()!.Lives} {pets[1].AsDog()!.Bark is null} {pets[2].Kind} {pets[2].AsCat() is null}\";", "9 True newt True"),
        ("var f = await api.FormsAsync(); return $\"{f.A is null} {f.B is null} {f.C.Count} {f.C[1] is null} {f.D} {f.Extra![\"e\"]}\";", "True True 2 True z {\"f\":1}"),
        ("var m = await api.MapAsync(); return $\"{m[\"a\"][0] + m[\"a\"][1]} {m[\"b\"].Count}\";", "3.5 0"),
        ("return await api.WordAsync();", "w"),
        ("return await api.TextAsync();", "hé"),
        ("using var s = await api.BytesAsync(); return new StreamReader(s).ReadToEnd();", "b"),
        ("var all = \"\"; await foreach (var each in api.WatchAsync()) all += each.Code; return all;", "12"),
        ("var all = \"\"; await foreach (var each in api.LinesAsync()) all += each.Code; return all;", "12"),
        ("var all = \"\"; await foreach (var each in api.PagesAllAsync()) all += each.Kind + \";\"; return all;", "cat;dog;cat;"),
    ];

    [Fact]
    public async Task Every_kind_of_answer_is_read()
    {
        var functions = string.Concat(Rows.Select(static (row, i) => $"async Task<string> Ask{i}() {{ {row.Statements} }}\n"));
        var (said, _) = await ServedCalls.RunAsync(Document, $"var api = new AnswersClient(http).Default; {functions} return string.Join(\"\\n\", new[] {{ {string.Join(", ", Rows.Select(static (_, i) => $"await Ask{i}()"))} }});", static async context =>
        {
            await AnswerAsync(context);
            return "";
        });
        said.Split('\n').ShouldBe(Rows.Select(static row => row.Said));
    }
}
