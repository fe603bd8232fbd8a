namespace Runner.Plugins.Tests.ClientGen;

/// <summary>The second of five documents: every kind of body, understood by ASP.NET Core's own parsers.</summary>
public sealed class BodiedClientTests
{
    const string Document = """
        openapi: 3.1.0
        info: { title: Bodies, version: "1" }
        components:
          schemas:
            Note: { type: object, required: [text], properties: { text: { type: string }, tags: { type: array, items: { type: string } } } }
            Point: { type: object, properties: { x: { type: integer }, y: { type: integer } } }
        paths:
          /json: { post: { operationId: json, requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }, responses: { "204": { description: done } } } }
          /maybe: { post: { operationId: maybe, requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Note" } } } }, responses: { "204": { description: done } } } }
          /numbers: { post: { operationId: numbers, requestBody: { required: true, content: { application/json: { schema: { type: array, items: { type: integer } } } } }, responses: { "204": { description: done } } } }
          /word: { post: { operationId: word, requestBody: { required: true, content: { application/json: { schema: { type: string } } } }, responses: { "204": { description: done } } } }
          /patch: { patch: { operationId: patch, requestBody: { required: true, content: { application/merge-patch+json: { schema: { type: object, additionalProperties: true } } } }, responses: { "204": { description: done } } } }
          /text: { put: { operationId: text, requestBody: { required: true, content: { text/plain: { schema: { type: string } } } }, responses: { "204": { description: done } } } }
          /xml: { put: { operationId: xml, requestBody: { required: true, content: { application/xml: { schema: { $ref: "#/components/schemas/Note" } } } }, responses: { "204": { description: done } } } }
          /bytes: { put: { operationId: bytes, requestBody: { required: true, content: { application/octet-stream: { schema: { type: string, format: binary } } } }, responses: { "204": { description: done } } } }
          /any: { put: { operationId: any, requestBody: { required: true, content: { image/*: { } } }, responses: { "204": { description: done } } } }
          /form:
            post:
              operationId: form
              requestBody:
                required: true
                content:
                  application/x-www-form-urlencoded:
                    schema:
                      type: object
                      required: [name]
                      properties:
                        name: { type: string }
                        age: { type: integer }
                        usual: { type: array, items: { type: string } }
                        comma: { type: array, items: { type: string } }
                        space: { type: array, items: { type: string } }
                        pipe: { type: array, items: { type: string } }
                        json: { type: array, items: { type: string } }
                        point: { $ref: "#/components/schemas/Point" }
                        deep: { $ref: "#/components/schemas/Point" }
                        loud: { $ref: "#/components/schemas/Point" }
                    encoding:
                      comma: { explode: false }
                      space: { style: spaceDelimited }
                      pipe: { style: pipeDelimited, explode: false }
                      json: { contentType: application/json }
                      deep: { style: deepObject, explode: true }
                      loud: { style: form, explode: true }
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
                      required: [file]
                      properties:
                        file: { type: string, format: binary }
                        files: { type: array, items: { type: string, format: binary } }
                        note: { $ref: "#/components/schemas/Note" }
                        tags: { type: array, items: { type: string } }
                        comma: { type: array, items: { type: string } }
                        json: { type: array, items: { type: integer } }
                        on: { type: boolean }
                        day: { type: string, format: date }
                    encoding: { file: { contentType: "image/png, image/jpeg" }, json: { contentType: application/json }, comma: { style: form, explode: false } }
              responses: { "204": { description: done } }
          /several:
            post:
              operationId: several
              requestBody:
                required: true
                content:
                  application/json: { schema: { $ref: "#/components/schemas/Note" } }
                  application/x-www-form-urlencoded: { schema: { type: object, properties: { short: { type: string } } } }
                  multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary } } } }
                  text/plain: { schema: { type: string } }
                  application/octet-stream: { schema: { type: string, format: binary } }
              responses: { "204": { description: done } }
        """;

    static readonly (string Call, string Understood)[] Rows =
    [
        ("JsonAsync(new() { Text = \"é\\n\\\"\", Tags = [] })", "POST /json application/json 35 {\"text\":\"\\u00E9\\n\\u0022\",\"tags\":[]}"),
        ("MaybeAsync()", "POST /maybe  0 "),
        ("MaybeAsync(new() { Text = \"t\" })", "POST /maybe application/json 12 {\"text\":\"t\"}"),
        ("NumbersAsync([1, 2])", "POST /numbers application/json 5 [1,2]"),
        ("WordAsync(\"a\")", "POST /word application/json 3 \"a\""),
        ("TextAsync(\"hé\\n\")", "PUT /text text/plain 4 hé\n"),
        ("TextAsync(\"\")", "PUT /text text/plain 0 "),
        ("XmlAsync(\"<note>é</note>\")", "PUT /xml application/xml 15 <note>é</note>"),
        ("BytesAsync(new MemoryStream([0, 1, 2]))", "PUT /bytes application/octet-stream 3 \0\u0001\u0002"),
        ("AnyAsync(new MemoryStream([65]), contentType: \"image/gif\")", "PUT /any image/gif 1 A"),
        ("FormAsync(new() { Name = \"a b&c=é+\", Age = 3, Usual = [\"x\", \"y\"], Point = new() { X = 1 } })", "POST /form form: name=a b&c=é+ & age=3 & usual=x+y & point={\"x\":1}"),
        ("FormAsync(new() { Name = \"\", Comma = [\"x\", \"y\"], Space = [\"x\", \"y\"], Pipe = [\"x\", \"y\"], Json = [\"x\", \"y\"] })", "POST /form form: name= & comma=x,y & space=x y & pipe=x|y & json=[\"x\",\"y\"]"),
        ("FormAsync(new() { Name = \"n\", Deep = new() { X = 1, Y = 2 }, Loud = new() { X = 3, Y = 4 } })", "POST /form form: name=n & deep[x]=1 & deep[y]=2 & x=3 & y=4"),
        ("PartsAsync(new() { File = new(new MemoryStream(\"f\"u8.ToArray()), \"é \\\"1\\\".png\", \"image/jpeg\"), Files = [new(new MemoryStream(\"1\"u8.ToArray()), \"1\"), new(new MemoryStream(\"2\"u8.ToArray()), \"2\")] })", "POST /parts form: file<é %221%22.png image/jpeg f> & files<1 application/octet-stream 1> & files<2 application/octet-stream 2>"),
        ("PartsAsync(new() { File = new(new MemoryStream([])), Note = new() { Text = \"t\" }, Tags = [\"x\", \"y\"], Comma = [\"x\", \"y\"], Json = [1, 2], On = true, Day = new(2020, 2, 29) })", "POST /parts form: note={\"text\":\"t\"} & tags=x+y & comma=x,y & json=[1,2] & on=true & day=2020-02-29 & file<file application/octet-stream >"),
        ("SeveralAsync(new() { Text = \"t\" })", "POST /several application/json 12 {\"text\":\"t\"}"),
        ("SeveralFormAsync(new() { Short = \"s\" })", "POST /several form: short=s"),
        ("SeveralMultipartAsync(new() { File = new(new MemoryStream(\"f\"u8.ToArray())) })", "POST /several form: file<file application/octet-stream f>"),
        ("SeveralTextAsync(\"t\")", "POST /several text/plain 1 t"),
        ("SeveralStreamAsync(new MemoryStream([66]))", "POST /several application/octet-stream 1 B"),
        ("PatchAsync(new() { [\"a\"] = JsonSerializer.SerializeToElement(1) })", "PATCH /patch application/merge-patch+json 7 {\"a\":1}"),
    ];

    [Fact]
    public async Task Every_kind_of_body_is_understood_by_a_server()
    {
        var (_, understood) = await ServedCalls.RunAsync(Document, $"var api = new BodiesClient(http).Default; {string.Concat(Rows.Select(static row => $"await api.{row.Call};\n"))} return \"\";", static async context =>
        {
            var request = context.Request;
            context.Response.StatusCode = 204;
            if (request.HasFormContentType) return $"{request.Method} {request.Path} form: {await ServedCalls.FormAsync(context)}";
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes);
            return $"{request.Method} {request.Path} {request.ContentType} {bytes.Length} {System.Text.Encoding.UTF8.GetString(bytes.ToArray())}";
        });
        understood.ShouldBe(Rows.Select(static row => row.Understood));
    }
}
