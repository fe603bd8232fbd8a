namespace Runner.Plugins.Tests.ClientGen;

/// <summary>The first of five documents: every place and style of parameters of OpenAPI 3, several at a time, as the specification's table writes them.</summary>
public sealed class StyledClientTests
{
    const string Document = """
        openapi: 3.0.3
        info: { title: Styles, version: "1" }
        components:
          schemas:
            Color: { type: object, properties: { R: { type: integer }, G: { type: integer }, B: { type: integer } } }
            Names: { type: array, items: { type: string } }
            Sort: { type: string, enum: [asc, "a b"] }
        paths:
          /simple/{one}/{list}/{object}/{loud}/{number}:
            get:
              operationId: simple
              parameters:
                - { name: one, in: path, required: true, schema: { type: string } }
                - { name: list, in: path, required: true, schema: { $ref: "#/components/schemas/Names" } }
                - { name: object, in: path, required: true, schema: { $ref: "#/components/schemas/Color" } }
                - { name: loud, in: path, required: true, explode: true, schema: { $ref: "#/components/schemas/Color" } }
                - { name: number, in: path, required: true, schema: { type: number } }
              responses: { "204": { description: done } }
          /label/{one}/{list}/{spread}/{object}/{loud}:
            get:
              operationId: label
              parameters:
                - { name: one, in: path, required: true, style: label, schema: { type: string } }
                - { name: list, in: path, required: true, style: label, schema: { $ref: "#/components/schemas/Names" } }
                - { name: spread, in: path, required: true, style: label, explode: true, schema: { $ref: "#/components/schemas/Names" } }
                - { name: object, in: path, required: true, style: label, schema: { $ref: "#/components/schemas/Color" } }
                - { name: loud, in: path, required: true, style: label, explode: true, schema: { $ref: "#/components/schemas/Color" } }
              responses: { "204": { description: done } }
          /matrix/{one}/{list}/{spread}/{object}/{loud}:
            get:
              operationId: matrix
              parameters:
                - { name: one, in: path, required: true, style: matrix, schema: { type: string } }
                - { name: list, in: path, required: true, style: matrix, schema: { $ref: "#/components/schemas/Names" } }
                - { name: spread, in: path, required: true, style: matrix, explode: true, schema: { $ref: "#/components/schemas/Names" } }
                - { name: object, in: path, required: true, style: matrix, schema: { $ref: "#/components/schemas/Color" } }
                - { name: loud, in: path, required: true, style: matrix, explode: true, schema: { $ref: "#/components/schemas/Color" } }
              responses: { "204": { description: done } }
          /query:
            get:
              operationId: query
              parameters:
                - { name: one, in: query, schema: { type: string } }
                - { name: list, in: query, explode: false, schema: { $ref: "#/components/schemas/Names" } }
                - { name: spread, in: query, schema: { $ref: "#/components/schemas/Names" } }
                - { name: object, in: query, explode: false, schema: { $ref: "#/components/schemas/Color" } }
                - { name: loud, in: query, schema: { $ref: "#/components/schemas/Color" } }
                - { name: spaces, in: query, style: spaceDelimited, explode: false, schema: { $ref: "#/components/schemas/Names" } }
                - { name: spacesApart, in: query, style: spaceDelimited, explode: true, schema: { $ref: "#/components/schemas/Names" } }
                - { name: pipes, in: query, style: pipeDelimited, explode: false, schema: { $ref: "#/components/schemas/Names" } }
                - { name: pipesApart, in: query, style: pipeDelimited, explode: true, schema: { $ref: "#/components/schemas/Names" } }
                - { name: "deep[er]", in: query, style: deepObject, explode: true, schema: { $ref: "#/components/schemas/Color" } }
                - { name: free, in: query, allowReserved: true, schema: { type: string } }
                - { name: freeList, in: query, allowReserved: true, explode: false, schema: { $ref: "#/components/schemas/Names" } }
                - { name: filter, in: query, content: { application/json: { schema: { $ref: "#/components/schemas/Color" } } } }
                - { name: plain, in: query, content: { text/plain: { schema: { type: string } } } }
                - { name: flag, in: query, schema: { type: boolean } }
                - { name: when, in: query, schema: { type: string, format: date-time } }
                - { name: day, in: query, schema: { type: string, format: date } }
                - { name: big, in: query, schema: { type: integer, format: int64 } }
                - { name: sort, in: query, schema: { $ref: "#/components/schemas/Sort" } }
              responses: { "204": { description: done } }
          /headers:
            get:
              operationId: headers
              parameters:
                - { name: X-One, in: header, schema: { type: string } }
                - { name: X-List, in: header, schema: { $ref: "#/components/schemas/Names" } }
                - { name: X-Object, in: header, schema: { $ref: "#/components/schemas/Color" } }
                - { name: X-Loud, in: header, explode: true, schema: { $ref: "#/components/schemas/Color" } }
                - { name: X-Json, in: header, content: { application/json: { schema: { $ref: "#/components/schemas/Color" } } } }
                - { name: Accept, in: header, schema: { type: string } }
              responses: { "204": { description: done } }
          /cookies:
            get:
              operationId: cookies
              parameters:
                - { name: one, in: cookie, schema: { type: string } }
                - { name: list, in: cookie, explode: false, schema: { $ref: "#/components/schemas/Names" } }
                - { name: spread, in: cookie, schema: { $ref: "#/components/schemas/Names" } }
                - { name: object, in: cookie, explode: false, schema: { $ref: "#/components/schemas/Color" } }
              responses: { "204": { description: done } }
          /same/{id}/{name}.{kind}:
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: kind, in: path, required: true, schema: { type: string } }]
            get:
              operationId: same
              parameters:
                - { name: id, in: query, required: true, schema: { type: string } }
                - { name: id, in: header, required: true, schema: { type: string } }
                - { name: id, in: cookie, required: true, schema: { type: string } }
                - { name: name, in: path, required: true, schema: { type: string } }
              responses: { "204": { description: done } }
        """;

    const string List = "[\"blue\", \"a,b\", \"é\"]", Color = "new() { R = 100, G = 200, B = 150 }";

    static readonly (string Call, string Target, string? Header, string? Value)[] Rows =
    [
        ($"SimpleAsync(\"blue\", {List}, {Color}, {Color}, 1.5)", "/simple/blue/blue,a%2Cb,%C3%A9/R,100,G,200,B,150/R=100,G=200,B=150/1.5", null, null),
        ($"LabelAsync(\"blue\", {List}, {List}, {Color}, {Color})", "/label/.blue/.blue,a%2Cb,%C3%A9/.blue.a%2Cb.%C3%A9/.R,100,G,200,B,150/.R=100.G=200.B=150", null, null),
        ($"MatrixAsync(\"blue\", {List}, {List}, {Color}, {Color})", "/matrix/;one=blue/;list=blue,a%2Cb,%C3%A9/;spread=blue;spread=a%2Cb;spread=%C3%A9/;object=R,100,G,200,B,150/;R=100;G=200;B=150", null, null),
        ("MatrixAsync(\"\", [\"a\"], [\"a\"], new() { R = 1 }, new() { R = 1 })", "/matrix/;one/;list=a/;spread=a/;object=R,1/;R=1", null, null),
        ("QueryAsync()", "/query", null, null),
        ("QueryAsync(one: \"a b&c=d+e\")", "/query?one=a%20b%26c%3Dd%2Be", null, null),
        ("QueryAsync(one: \"\")", "/query?one=", null, null),
        ($"QueryAsync(list: {List}, spread: {List})", "/query?list=blue,a%2Cb,%C3%A9&spread=blue&spread=a%2Cb&spread=%C3%A9", null, null),
        ($"QueryAsync(object: {Color}, loud: {Color})".Replace("object:", "@object:", StringComparison.Ordinal), "/query?object=R,100,G,200,B,150&R=100&G=200&B=150", null, null),
        ($"QueryAsync(spaces: {List}, spacesApart: {List})", "/query?spaces=blue%20a%2Cb%20%C3%A9&spacesApart=blue&spacesApart=a%2Cb&spacesApart=%C3%A9", null, null),
        ($"QueryAsync(pipes: {List}, pipesApart: {List})", "/query?pipes=blue%7Ca%2Cb%7C%C3%A9&pipesApart=blue&pipesApart=a%2Cb&pipesApart=%C3%A9", null, null),
        ($"QueryAsync(deepEr: {Color})", "/query?deep%5Ber%5D%5BR%5D=100&deep%5Ber%5D%5BG%5D=200&deep%5Ber%5D%5BB%5D=150", null, null),
        ("QueryAsync(free: \"a/b?c d\", freeList: [\"x:y\", \"@z\"])", "/query?free=a/b?c%20d&freeList=x:y,@z", null, null),
        ("QueryAsync(filter: new() { R = 1 }, plain: \"a b\")", "/query?filter=%7B%22R%22%3A1%7D&plain=a%20b", null, null),
        ("QueryAsync(flag: false, when: new(2020, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)), day: new(2020, 2, 29), big: long.MinValue, sort: Sort.AB)", "/query?flag=false&when=2020-02-29T12%3A00%3A00%2B02%3A00&day=2020-02-29&big=-9223372036854775808&sort=a%20b", null, null),
        ("HeadersAsync(xOne: \"a b;c\")", "/headers", "X-One", "a b;c"),
        ("HeadersAsync(xList: [\"blue\", \"black\"])", "/headers", "X-List", "blue,black"),
        ($"HeadersAsync(xObject: {Color})", "/headers", "X-Object", "R,100,G,200,B,150"),
        ($"HeadersAsync(xLoud: {Color})", "/headers", "X-Loud", "R=100,G=200,B=150"),
        ("HeadersAsync(xJson: new() { R = 1 })", "/headers", "X-Json", "{\"R\":1}"),
        ("CookiesAsync(one: \"a;b c\", list: [\"x\", \"y\"])", "/cookies", "Cookie", "one=a%3Bb%20c; list=x,y"),
        ("CookiesAsync(spread: [\"x\", \"y\"])", "/cookies", "Cookie", "spread=x; spread=y"),
        ($"CookiesAsync(@object: {Color})", "/cookies", "Cookie", "object=R,100,G,200,B,150"),
        ("SameAsync(id: \"p\", idQuery: \"q\", idHeader: \"h\", idCookie: \"c\", name: \"n/m\", kind: \"k\")", "/same/p/n%2Fm.k?id=q", "Cookie", "id=c"),
        ("SameAsync(id: \"{kind}\", idQuery: \"q\", idHeader: \"h\", idCookie: \"c\", name: \"n\", kind: \"k\")", "/same/%7Bkind%7D/n.k?id=q", "id", "h"),
    ];

    [Fact]
    public async Task Every_place_and_style_arrives_as_the_specification_writes_it()
    {
        var arrived = await ServedCalls.ArriveAsync(Document, "new StylesClient(http).Default", Rows.Select(static row => row.Call));
        arrived.Select(static each => each.Target).ShouldBe(Rows.Select(static row => row.Target));
        arrived.Zip(Rows, static (each, row) => row.Header is null ? null : each.Headers.GetValueOrDefault(row.Header)).ShouldBe(Rows.Select(static row => row.Value));
        arrived.ShouldAllBe(static each => each.Method == "GET" && each.Body.Length == 0);
    }
}
