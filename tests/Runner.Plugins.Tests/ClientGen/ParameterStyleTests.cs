namespace Runner.Plugins.Tests.ClientGen;

/// <summary>Each style of parameter, as the table "Style Examples" of the OpenAPI specification writes it.</summary>
public sealed class ParameterStyleTests
{
    const string Text = "\"blue\"", List = "[\"blue\", \"black\", \"brown\"]", Color = "new() { R = 100, G = 200, B = 150 }";

    [Theory]
    [InlineData("path", "matrix", false, "string", Text, "/p/;color=blue")]
    [InlineData("path", "matrix", false, "array", List, "/p/;color=blue,black,brown")]
    [InlineData("path", "matrix", false, "object", Color, "/p/;color=R,100,G,200,B,150")]
    [InlineData("path", "matrix", true, "string", Text, "/p/;color=blue")]
    [InlineData("path", "matrix", true, "array", List, "/p/;color=blue;color=black;color=brown")]
    [InlineData("path", "matrix", true, "object", Color, "/p/;R=100;G=200;B=150")]
    [InlineData("path", "label", false, "string", Text, "/p/.blue")]
    [InlineData("path", "label", false, "array", List, "/p/.blue,black,brown")]
    [InlineData("path", "label", false, "object", Color, "/p/.R,100,G,200,B,150")]
    [InlineData("path", "label", true, "array", List, "/p/.blue.black.brown")]
    [InlineData("path", "label", true, "object", Color, "/p/.R=100.G=200.B=150")]
    [InlineData("path", "simple", false, "string", Text, "/p/blue")]
    [InlineData("path", "simple", false, "array", List, "/p/blue,black,brown")]
    [InlineData("path", "simple", false, "object", Color, "/p/R,100,G,200,B,150")]
    [InlineData("path", "simple", true, "object", Color, "/p/R=100,G=200,B=150")]
    [InlineData("query", "form", false, "string", Text, "/q?color=blue")]
    [InlineData("query", "form", false, "array", List, "/q?color=blue,black,brown")]
    [InlineData("query", "form", false, "object", Color, "/q?color=R,100,G,200,B,150")]
    [InlineData("query", "form", true, "array", List, "/q?color=blue&color=black&color=brown")]
    [InlineData("query", "form", true, "object", Color, "/q?R=100&G=200&B=150")]
    [InlineData("query", "spaceDelimited", false, "array", List, "/q?color=blue%20black%20brown")]
    [InlineData("query", "spaceDelimited", false, "object", Color, "/q?color=R%20100%20G%20200%20B%20150")]
    [InlineData("query", "pipeDelimited", false, "array", List, "/q?color=blue%7Cblack%7Cbrown")]
    [InlineData("query", "pipeDelimited", false, "object", Color, "/q?color=R%7C100%7CG%7C200%7CB%7C150")]
    [InlineData("query", "deepObject", true, "object", Color, "/q?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150")]
    [InlineData("query", "form", false, "string", "\"a b&c=d/é\"", "/q?color=a%20b%26c%3Dd%2F%C3%A9")]
    [InlineData("path", "simple", false, "string", "\"a/b?c#d\"", "/p/a%2Fb%3Fc%23d")]
    public async Task A_parameter_goes_as_its_style_says(string place, string style, bool explode, string type, string value, string target)
    {
        var document = Document(place, style, explode, type);
        var client = await CompiledClient.OfAsync(document, use: RecordingPeer.Use($"await new ColorsClient(http).Default.SendAsync({value}); return \"\";"));
        await using var peer = await RecordingPeer.StartAsync();
        await peer.RunAsync(client);
        peer.Arrived.ShouldHaveSingleItem().Target.ShouldBe(target);
    }

    [Theory]
    [InlineData("header", "simple", false, "array", List, "color", "blue,black,brown")]
    [InlineData("header", "simple", false, "object", Color, "color", "R,100,G,200,B,150")]
    [InlineData("header", "simple", true, "object", Color, "color", "R=100,G=200,B=150")]
    [InlineData("header", "simple", false, "string", Text, "color", "blue")]
    [InlineData("cookie", "form", false, "string", Text, "Cookie", "color=blue")]
    [InlineData("cookie", "form", false, "array", List, "Cookie", "color=blue,black,brown")]
    public async Task A_header_or_cookie_goes_as_its_style_says(string place, string style, bool explode, string type, string value, string header, string expected)
    {
        var client = await CompiledClient.OfAsync(Document(place, style, explode, type), use: RecordingPeer.Use($"await new ColorsClient(http).Default.SendAsync({value}); return \"\";"));
        await using var peer = await RecordingPeer.StartAsync();
        await peer.RunAsync(client);
        peer.Arrived.ShouldHaveSingleItem().Headers[header].ShouldBe(expected);
    }

    [Theory]
    [InlineData("\"..\"")]
    [InlineData("\"\"")]
    public async Task A_value_that_would_lead_to_another_path_is_not_sent(string value)
    {
        var client = await CompiledClient.OfAsync(Document("path", "simple", false, "string"), use: RecordingPeer.Use($"await new ColorsClient(http).Default.SendAsync({value}); return \"\";"));
        await using var peer = await RecordingPeer.StartAsync();
        await Should.ThrowAsync<ArgumentException>(() => peer.RunAsync(client));
        peer.Arrived.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parameter_with_a_media_type_goes_as_that()
    {
        var client = await CompiledClient.OfAsync("""
            openapi: 3.1.0
            info: { title: Colors, version: "1" }
            paths:
              /q:
                get:
                  operationId: send
                  parameters:
                    - { name: filter, in: query, required: true, content: { application/json: { schema: { type: object, properties: { r: { type: integer } } } } } }
                  responses: { "204": { description: done } }
            """, use: RecordingPeer.Use("await new ColorsClient(http).Default.SendAsync(new() { R = 1 }); return \"\";"));
        await using var peer = await RecordingPeer.StartAsync();
        await peer.RunAsync(client);
        peer.Arrived.ShouldHaveSingleItem().Target.ShouldBe("/q?filter=%7B%22r%22%3A1%7D");
    }

    static string Document(string place, string style, bool explode, string type) => $$"""
        openapi: 3.0.3
        info: { title: Colors API, version: "1" }
        paths:
          {{(place == "path" ? "/p/{color}" : "/q")}}:
            get:
              operationId: send
              parameters:
                - name: color
                  in: {{place}}
                  required: true
                  style: {{style}}
                  explode: {{(explode ? "true" : "false")}}
                  schema: {{type switch { "string" => "{ type: string }", "array" => "{ type: array, items: { type: string } }", _ => "{ type: object, properties: { R: { type: integer }, G: { type: integer }, B: { type: integer } } }" }}}
              responses: { "204": { description: done } }
        """;
}
