using System.Reflection;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>What real documents hold, each in a small document, compiled as strictly as a user may.</summary>
public sealed class HardSchemaTests
{
    /// <summary>A document of schemas, each of which an operation sends and receives.</summary>
    static string Of(string schemas, string version = "3.1.0") => $$"""
        openapi: {{version}}
        info: { title: Hard, version: "1" }
        paths:
          /all:
            post:
              operationId: all
              requestBody: { content: { application/json: { schema: { type: object, properties: { x: { $ref: "#/components/schemas/A" } } } } } }
              responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/A" } } } } }
        components:
          schemas:
        {{string.Join('\n', schemas.ReplaceLineEndings("\n").Split('\n').Select(static line => "    " + line))}}
        """;

    static string TypeOf(CompiledClient client, string type, string property)
    {
        var found = client.Type(type).GetProperty(property) ?? throw new ShouldAssertException($"{type} has no {property}:\n{client.Source}");
        var underlying = Nullable.GetUnderlyingType(found.PropertyType);
        var isNull = underlying is not null || new NullabilityInfoContext().Create(found).ReadState == NullabilityState.Nullable;
        return Name(underlying ?? found.PropertyType) + (isNull ? "?" : "");
    }

    static string Name(Type type) => !type.IsGenericType ? type.Name : $"{type.Name.Split('`')[0]}<{string.Join(",", type.GetGenericArguments().Select(Name))}>";

    [Fact]
    public async Task Members_of_allOf_that_overlap_become_one_class_with_the_properties_of_all()
    {
        var client = await CompiledClient.OfAsync(Of("""
            A: { allOf: [{ $ref: "#/components/schemas/B" }, { type: object, required: [id], properties: { id: { type: integer, format: int64 }, more: { $ref: "#/components/schemas/More" } } }] }
            B: { type: object, properties: { id: { description: the id }, name: { type: string }, more: { type: object, properties: { a: { type: string } } } } }
            More: { type: object, properties: { b: { type: string } } }
            """));
        (TypeOf(client, "A", "Id"), TypeOf(client, "A", "Name")).ShouldBe(("Int64", "String?"));
        var more = client.Type("A").GetProperty("More")!.PropertyType;
        more.GetProperties().Select(static each => each.Name).ShouldBe(["A", "B", "Extra"], ignoreOrder: true);
    }

    [Fact]
    public async Task Recursive_schemas_end()
    {
        var client = await CompiledClient.OfAsync(Of("""
            A: { type: object, properties: { self: { $ref: "#/components/schemas/A" }, other: { $ref: "#/components/schemas/B" }, list: { $ref: "#/components/schemas/L" } } }
            B: { allOf: [{ $ref: "#/components/schemas/A" }, { type: object, properties: { back: { type: array, items: { $ref: "#/components/schemas/A" } }, other: { $ref: "#/components/schemas/B" } } }] }
            L: { type: array, items: { $ref: "#/components/schemas/L" } }
            C: { $ref: "#/components/schemas/D" }
            D: { allOf: [{ $ref: "#/components/schemas/C" }] }
            M: { type: object, additionalProperties: { $ref: "#/components/schemas/M" } }
            """), static options => options with { IsLenient = true });
        TypeOf(client, "A", "Self").ShouldBe("A?");
        TypeOf(client, "B", "Back").ShouldBe("List<A>?");
    }

    [Theory]
    [InlineData("3.0.3", "{ type: string, nullable: true }", "String?")]
    [InlineData("3.1.0", "{ type: [string, 'null'] }", "String?")]
    [InlineData("3.1.0", "{ anyOf: [{ type: integer, format: int32 }, { type: 'null' }] }", "Int32?")]
    [InlineData("3.1.0", "{ oneOf: [{ $ref: '#/components/schemas/B' }, { type: 'null' }] }", "B?")]
    [InlineData("3.0.3", "{ allOf: [{ $ref: '#/components/schemas/B' }], nullable: true }", "B?")]
    [InlineData("3.1.0", "{ $ref: '#/components/schemas/B', description: said here }", "B")]
    [InlineData("3.1.0", "{ type: string, format: date-time }", "DateTimeOffset")]
    [InlineData("3.1.0", "{ type: string, format: date }", "DateOnly")]
    [InlineData("3.1.0", "{ type: string, format: uuid }", "Guid")]
    [InlineData("3.1.0", "{ type: string, format: duration }", "String")]
    [InlineData("3.1.0", "{ type: string, format: byte }", "Byte[]")]
    [InlineData("3.1.0", "{ type: string, format: int64 }", "Int64")]
    [InlineData("3.1.0", "{ type: number, format: decimal }", "Decimal")]
    [InlineData("3.1.0", "{ type: number }", "Double")]
    [InlineData("3.1.0", "{ }", "JsonElement?")]
    [InlineData("3.1.0", "true", "JsonElement?")]
    [InlineData("3.1.0", "{ type: object }", "Dictionary<String,JsonElement>")]
    [InlineData("3.1.0", "{ type: object, additionalProperties: { type: array, items: { type: object, additionalProperties: { type: boolean } } } }", "Dictionary<String,List<Dictionary<String,Boolean>>>")]
    [InlineData("3.1.0", "{ const: only }", "String")]
    [InlineData("3.1.0", "{ const: 3 }", "Int64")]
    [InlineData("3.1.0", "{ type: integer, default: not a number }", "Int64")]
    [InlineData("3.1.0", "{ enum: [1, two, null] }", "JsonElement?")]
    [InlineData("3.1.0", "{ type: [array, 'null'], items: { type: string } }", "List<String>?")]
    public async Task A_schema_is_the_type_that_fits(string version, string schema, string type)
    {
        var client = await CompiledClient.OfAsync(Of($$"""
            A: { type: object, required: [it], properties: { it: {{schema}} } }
            B: { type: object, properties: { b: { type: string } } }
            """, version));
        TypeOf(client, "A", "It").ShouldBe(type);
    }

    [Fact]
    public async Task Enums_have_a_name_for_every_value_and_keep_those_that_they_do_not_know()
    {
        var thousand = string.Join(", ", Enumerable.Range(0, 1000).Select(static i => $"v{i}"));
        var client = await CompiledClient.OfAsync(Of($$"""
            A: { type: object, properties: { e: { $ref: "#/components/schemas/Odd" }, n: { $ref: "#/components/schemas/Many" }, i: { $ref: "#/components/schemas/Numbers" } } }
            Odd: { type: string, enum: ["", " ", "a b", "A B", "a-b", "+1", "-1", "1", "class", "Value", "ToString", "Odd", "asc", "ASC", "é", "日本", "😀", "\"", "\n", "<>", ">=", "x/*", null] }
            Many: { type: string, enum: [{{thousand}}] }
            Numbers: { type: integer, enum: [1, -1, 2], x-enum-varnames: [Low, low, class] }
            """), use: RecordingPeer.Use("""
            var known = JsonSerializer.Deserialize<A>("{\"e\":\"asc\"}", new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
            var unknown = JsonSerializer.Deserialize<A>("{\"e\":\"new one\"}", new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
            return $"{known.E == Odd.Asc} {unknown.E} {JsonSerializer.Serialize(unknown.E)} {Odd.Plus1} {Odd.Minus1} {Odd.Class} {(long)Numbers.Low}";
            """));
        (await Ask(client)).ShouldBe("True new one \"new one\" +1 -1 class 1");
        client.Type("Odd").GetProperties(BindingFlags.Static | BindingFlags.Public).Length.ShouldBe(22);
        client.Type("Many").GetProperties(BindingFlags.Static | BindingFlags.Public).Length.ShouldBe(1000);
    }

    [Fact]
    public async Task A_union_is_told_apart_by_its_discriminator_and_takes_each_option()
    {
        var client = await CompiledClient.OfAsync(Of("""
            A: { type: object, properties: { pet: { $ref: "#/components/schemas/Pet" }, free: { anyOf: [{ type: string }, { type: integer }, { type: array, items: { type: string } }] }, base: { $ref: "#/components/schemas/Base" } } }
            Pet: { oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }], discriminator: { propertyName: kind, mapping: { cat: "#/components/schemas/Cat", dog: Dog } } }
            Cat: { type: object, required: [kind], properties: { kind: { type: string }, lives: { type: integer } } }
            Dog: { type: object, required: [kind], properties: { kind: { type: string }, bark: { type: string } } }
            Base: { type: object, required: [type], discriminator: { propertyName: type }, properties: { type: { type: string }, id: { type: integer } } }
            One: { allOf: [{ $ref: "#/components/schemas/Base" }, { type: object, properties: { one: { type: string } } }] }
            """), use: RecordingPeer.Use("""
            var a = JsonSerializer.Deserialize<A>("{\"pet\":{\"kind\":\"cat\",\"lives\":9},\"free\":7,\"base\":{\"type\":\"One\",\"one\":\"1\"}}", new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
            if (a.Pet!.Value.AsDog() is not null || a.Pet.Value.Kind != "cat") return "a cat is no dog";
            Pet dog = new Dog { Bark = "w" };
            return $"{a.Pet.Value.AsCat()!.Lives} {dog.Json.GetRawText()} {a.Free!.Value.AsLong()} {a.Free.Value.AsString()} {a.Base!.Kind} {a.Base.AsOne()!.OneValue}";
            """));
        (await Ask(client)).ShouldBe("9 {\"kind\":\"dog\",\"bark\":\"w\"} 7  One 1");
    }

    static Task<string> Ask(CompiledClient client) => (Task<string>)client.Assembly.GetType("Use")!.GetMethod("Run")!.Invoke(null, [null])!;

    [Fact]
    public async Task Names_that_collide_stay_apart_and_hold_whatever_comes_before_or_after()
    {
        const string more = "Earlier: { type: object, properties: { z: { type: string } } }\n";
        const string schemas = """
            A: { type: object, properties: { a: { $ref: "#/components/schemas/Task" }, A: { type: string }, "a-b": { type: string }, a_b: { type: string }, "a b": { type: string }, Extra: { type: string }, GetHashCode: { type: string }, class: { type: string }, "": { type: string }, "1": { type: string }, $ref_: { type: string } } }
            Task: { type: object, properties: { Task: { type: string } } }
            System: { type: object, properties: { system: { type: string } } }
            List: { type: object, properties: { x: { type: string } } }
            String: { type: string, enum: [a, b] }
            ApiException: { type: object, properties: { x: { type: string } } }
            HardClient: { type: object, properties: { x: { type: string } } }
            DefaultApi: { type: object, properties: { x: { type: string } } }
            foo_bar: { type: object, properties: { x: { type: string } } }
            FooBar: { type: object, properties: { y: { type: string } } }
            Foo-Bar: { type: object, properties: { z: { type: string } } }
            """;
        var client = await CompiledClient.OfAsync(Of(schemas));
        client.Type("FooBar").GetProperty("Y").ShouldNotBeNull();
        client.Type("foo_bar").GetProperty("X").ShouldNotBeNull();
        var other = await CompiledClient.OfAsync(Of(more + schemas));
        foreach (var type in client.Assembly.GetTypes().Where(static type => type.IsPublic)) other.HasType(type.Name).ShouldBeTrue(type.Name);
    }

    [Theory]
    [InlineData("Acme.System")]
    [InlineData("Acme.Task.List")]
    [InlineData("Hard")]
    public async Task A_namespace_may_be_called_as_what_the_code_uses(string name) =>
        await CompiledClient.OfAsync(Of("A: { type: object, properties: { hard: { type: string, format: date-time }, list: { type: array, items: { type: string } } } }"), options => options with { Namespace = name });

    [Fact]
    public async Task Nothing_in_a_document_becomes_code()
    {
        const string hostile = """*/ } public class Evil1 { } /* \" ; \u000a public class Evil2 { } \u2028 public class Evil3 { } \u0085 #error no \r\n </summary> <![CDATA[ ${x} {0} """;
        var client = await CompiledClient.OfAsync("""
            {"openapi":"3.1.0","info":{"title":"HOSTILE","version":"HOSTILE","description":"HOSTILE"},
            "servers":[{"url":"https://{a}.invalid/","description":"HOSTILE","variables":{"a":{"default":"HOSTILE"}}}],
            "tags":[{"name":"HOSTILE","description":"HOSTILE"}],
            "components":{"securitySchemes":{"HOSTILE":{"type":"apiKey","in":"header","name":"HOSTILE","description":"HOSTILE"}},
            "schemas":{"HOSTILE":{"type":"object","description":"HOSTILE","properties":{"HOSTILE":{"type":"string","description":"HOSTILE","default":"HOSTILE"},"e":{"type":"string","enum":["HOSTILE","b"]}}}}},
            "paths":{"/HOSTILE/{p}":{"get":{"operationId":"HOSTILE","tags":["HOSTILE"],"summary":"HOSTILE","deprecated":true,"security":[{"HOSTILE":[]}],
            "parameters":[{"name":"HOSTILE","in":"query","description":"HOSTILE","schema":{"type":"string"}}],
            "responses":{"200":{"description":"HOSTILE","content":{"HOSTILE/json":{"schema":{"$ref":"#/components/schemas/POINTER"}}}}}}}}}
            """.Replace("POINTER", hostile.Replace("/", "~1", StringComparison.Ordinal), StringComparison.Ordinal).Replace("HOSTILE", hostile, StringComparison.Ordinal), static options => options with { Name = "SafeClient", IsLenient = true });
        client.Assembly.GetTypes().ShouldNotContain(static type => type.Name.StartsWith("Evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_document_gives_the_same_source_and_no_path_of_the_machine()
    {
        var document = Of("A: { type: object, properties: { x: { oneOf: [{ type: string }, { type: object, properties: { y: { type: integer } } }] } } }");
        var one = await CompiledClient.OfAsync(document);
        var other = await CompiledClient.OfAsync(document);
        one.Client.Files.ShouldBe(other.Client.Files);
        one.Source.ShouldContain("from api.yaml (OpenAPI 3.1.0)");
        one.Source.ShouldNotContain(Path.GetTempPath().TrimEnd('/') + "/runner");
    }

    [Fact]
    public async Task Files_split_by_tag_compile_together()
    {
        var client = await CompiledClient.OfAsync("""
            openapi: 3.0.0
            info: { title: Two, version: "1" }
            paths:
              /a: { get: { operationId: get, tags: [one], responses: { "200": { description: ok } } }, post: { operationId: get, tags: [one], responses: { "200": { description: ok } } } }
              /b: { get: { tags: [two], responses: { 2XX: { description: ok } } } }
              /c/{id}/d: { parameters: [{ name: id, in: path, required: true, schema: { type: string } }, { name: id, in: query, schema: { type: string } }], get: { responses: { default: { description: ok } } } }
            """, static options => options with { SplitByTag = true });
        client.Client.Files.Select(static file => file.Name).ShouldBe(["TwoClient.cs", "DefaultApi.cs", "OneApi.cs", "TwoApi.cs", "TwoClientModels.cs", "ApiRuntime.cs"]);
        client.Type("OneApi").GetMethod("GetAsync").ShouldNotBeNull();
        client.Type("OneApi").GetMethod("PostAAsync").ShouldNotBeNull();
        client.Type("DefaultApi").GetMethod("GetCByIdDAsync")!.GetParameters().Select(static each => each.Name).ShouldBe(["id", "idQuery", "cancel"]);
        client.Client.Warnings.ShouldContain(static warning => warning.Contains("operationId get is used before"));
    }

    [Theory]
    [InlineData("one", 2)]
    [InlineData("/b", 1)]
    [InlineData("GET /*", 2)]
    [InlineData("getB", 1)]
    public async Task Operations_are_chosen_by_tag_path_method_or_id(string pattern, int count)
    {
        var client = await CompiledClient.OfAsync("""
            openapi: 3.0.0
            info: { title: Two, version: "1" }
            paths:
              /a: { get: { tags: [one], responses: { "200": { description: ok } } }, post: { tags: [one], responses: { "200": { description: ok } } } }
              /b: { get: { operationId: getB, responses: { "200": { description: ok } } } }
            components: { schemas: { Unused: { type: object, properties: { a: { type: string } } } } }
            """, options => options with { Include = [pattern] });
        client.Client.Operations.ShouldBe(count);
        client.HasType("Unused").ShouldBeFalse();
    }
}
