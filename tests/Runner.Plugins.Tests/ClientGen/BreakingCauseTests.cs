namespace Runner.Plugins.Tests.ClientGen;

/// <summary>
/// What made the clients of other generators fail to compile. Range status codes are in <see cref="AnsweredClientTests"/>, one name in path and
/// query in <see cref="StyledClientTests"/>, enumerations, names, namespaces and a schema named System in <see cref="HardSchemaTests"/>.
/// </summary>
public sealed class BreakingCauseTests
{
    [Fact]
    public async Task Every_type_that_is_referred_to_is_written_wherever_it_is_referred_to()
    {
        var client = await CompiledClient.OfAsync("""
            openapi: 3.1.0
            info: { title: Refer, version: "1" }
            paths:
              /a:
                parameters: [{ $ref: "#/components/parameters/P" }]
                post:
                  operationId: a
                  requestBody: { $ref: "#/components/requestBodies/B" }
                  responses: { "200": { $ref: "#/components/responses/R" }, 4XX: { description: no, content: { application/json: { schema: { $ref: "#/components/schemas/OnlyOfErrors" } } } } }
                  callbacks: { onDone: { "{$request.body#/url}": { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/OnlyOfCallbacks" } } } }, responses: { "200": { description: ok } } } } } }
            webhooks: { told: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/OnlyOfWebhooks" } } } }, responses: { "200": { description: ok } } } } }
            components:
              parameters: { P: { name: p, in: query, schema: { type: array, items: { $ref: "#/components/schemas/OnlyOfParameters" } } } }
              requestBodies: { B: { content: { application/json: { schema: { type: object, additionalProperties: { type: array, items: { $ref: "#/components/schemas/OnlyOfMaps" } } } } } } }
              responses: { R: { description: ok, content: { application/json: { schema: { oneOf: [{ $ref: "#/components/schemas/OnlyOfUnions" }, { type: array, items: { $ref: "#/components/schemas/Alias" } }] } } } } }
              schemas:
                OnlyOfErrors: { type: object, properties: { x: { type: object, properties: { y: { $ref: "#/components/schemas/OnlyDeep" } } } } }
                OnlyDeep: { type: object, properties: { z: { type: string } } }
                OnlyOfCallbacks: { type: object, properties: { c: { type: string } } }
                OnlyOfWebhooks: { type: object, properties: { w: { type: string } } }
                OnlyOfParameters: { type: string, enum: [a, b] }
                OnlyOfMaps: { type: object, properties: { m: { type: string } } }
                OnlyOfUnions: { type: object, properties: { u: { type: string } } }
                Alias: { $ref: "#/components/schemas/Aliased" }
                Aliased: { type: object, properties: { q: { type: string } } }
            """);
        foreach (var name in (string[])["OnlyOfErrors", "OnlyDeep", "OnlyOfCallbacks", "OnlyOfWebhooks", "OnlyOfParameters", "OnlyOfMaps", "OnlyOfUnions"]) client.HasType(name).ShouldBeTrue(name);
        (client.HasType("Aliased") || client.HasType("Alias")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("{ type: string }", "{ description: more }", "String")]
    [InlineData("{ type: string, enum: [a, b] }", "{ description: more }", "Base")]
    [InlineData("{ type: integer, format: int32 }", "{ minimum: 1 }", "Int32")]
    [InlineData("{ type: string, format: date-time }", "{ example: now }", "DateTimeOffset")]
    [InlineData("{ type: array, items: { type: string } }", "{ minItems: 1 }", "List`1")]
    [InlineData("{ type: object, additionalProperties: { type: string } }", "{ description: more }", "Dictionary`2")]
    public async Task A_schema_that_builds_on_a_plain_one_is_no_class_that_derives_from_it(string basis, string more, string type)
    {
        var client = await CompiledClient.OfAsync($$"""
            openapi: 3.0.3
            info: { title: Derive, version: "1" }
            paths: { /a: { get: { operationId: a, responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } } } } }
            components:
              schemas:
                A: { type: object, required: [it], properties: { it: { $ref: "#/components/schemas/Derived" } } }
                Base: {{basis}}
                Derived: { allOf: [{ $ref: "#/components/schemas/Base" }, {{more}}] }
            """);
        var found = client.Type("A").GetProperty("It")!.PropertyType;
        if (type == "Base") found.IsValueType.ShouldBeTrue();
        else found.Name.ShouldBe(type);
    }

    [Theory]
    [InlineData("{ type: boolean, default: 'yes' }", "Boolean")]
    [InlineData("{ type: integer, default: 1.5 }", "Int64")]
    [InlineData("{ type: integer, format: int32, default: 99999999999999 }", "Int32")]
    [InlineData("{ type: number, default: [] }", "Double")]
    [InlineData("{ type: string, default: 7 }", "String")]
    [InlineData("{ type: string, format: date, default: someday }", "DateOnly")]
    [InlineData("{ type: string, format: uuid, default: {} }", "Guid")]
    [InlineData("{ type: string, enum: [a, b], default: c }", null)]
    [InlineData("{ type: array, items: { type: string }, default: none }", "List`1")]
    [InlineData("{ type: string, default: null }", "String")]
    public async Task A_default_of_the_wrong_type_is_said_and_never_code(string schema, string? type)
    {
        var client = await CompiledClient.OfAsync($$"""
            openapi: 3.0.3
            info: { title: Defaults, version: "1" }
            paths:
              /a:
                get:
                  operationId: a
                  parameters: [{ name: it, in: query, schema: {{schema}} }]
                  responses: { "200": { description: ok, content: { application/json: { schema: { type: object, required: [it], properties: { it: {{schema}} } } } } } }
            """, use: RecordingPeer.Use("await new DefaultsClient(http).Default.AAsync(); return \"\";"));
        if (type is not null) client.Type("AResponse").GetProperty("It")!.PropertyType.Name.ShouldBe(type);
        await using var peer = await RecordingPeer.StartAsync(static context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await Should.ThrowAsync<Exception>(() => peer.RunAsync(client));
        peer.Arrived.ShouldHaveSingleItem().Target.ShouldBe("/a", "a default is the server's");
    }

    [Fact]
    public async Task A_reference_may_lead_deep_into_the_document()
    {
        var client = await CompiledClient.OfAsync("""
            openapi: 3.0.3
            info: { title: Deep, version: "1" }
            paths:
              /a/{b}:
                get:
                  operationId: a
                  parameters: [{ name: b, in: path, required: true, schema: { type: string, format: uuid } }]
                  responses: { "200": { description: ok, content: { application/json: { schema: { type: object, required: [rows], properties: { rows: { type: array, items: { type: object, properties: { n: { type: integer } } } } } } } } } }
              /c:
                get:
                  operationId: c
                  parameters: [{ $ref: "#/paths/~1a~1{b}/get/parameters/0" }]
                  responses:
                    "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Deep%20One" } } } }
              /d/{b}: { $ref: "#/paths/~1a~1%7Bb%7D" }
            components:
              schemas:
                Deep One:
                  type: object
                  required: [row, id, part, many, self]
                  properties:
                    row: { $ref: "#/paths/~1a~1%7Bb%7D/get/responses/200/content/application~1json/schema/properties/rows/items" }
                    id: { $ref: "#/paths/~1a~1{b}/get/parameters/0/schema" }
                    part: { $ref: "#/components/schemas/Whole/allOf/1/properties/part" }
                    many: { type: array, items: { $ref: "#/components/schemas/Whole/allOf/1/properties/part/properties/leaf" } }
                    self: { $ref: "#/components/schemas/Deep%20One/properties/row/properties/n" }
                Whole: { allOf: [{ type: object, properties: { a: { type: string } } }, { type: object, properties: { part: { type: object, properties: { leaf: { type: integer, format: int32 } } } } }] }
            """.Replace("/c:", "/c/{b}:", StringComparison.Ordinal));
        var deep = client.Type("DeepOne");
        deep.GetProperty("Row")!.PropertyType.GetProperty("N").ShouldNotBeNull();
        deep.GetProperty("Id")!.PropertyType.ShouldBe(typeof(Guid));
        deep.GetProperty("Part")!.PropertyType.GetProperty("Leaf")!.PropertyType.ShouldBe(typeof(int?));
        deep.GetProperty("Many")!.PropertyType.ShouldBe(typeof(List<int>));
        deep.GetProperty("Self")!.PropertyType.ShouldBe(typeof(long));
    }
}
