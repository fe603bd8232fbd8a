using Runner.Plugins.ClientGen;
using Runner.Plugins.ClientGen.Comparing;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Reading;
using Runner.Sdk;

namespace Runner.Plugins.Tests.ClientGen;

public sealed class ReadingTests
{
    static async Task<ReadApi> ReadAsync(DocumentFolder folder, string name = "api.yaml", bool isLenient = false, ReadingLimits? limits = null) =>
        await ApiReader.ReadAsync(name, folder.Path, new(null, limits ?? ReadingLimits.Default), isLenient, default);

    [Theory]
    [InlineData("", "api.yaml:1:1: the file is empty")]
    [InlineData("<html></html>", "api.yaml:1:1: this is HTML or XML, not an OpenAPI document")]
    [InlineData("{\"openapi\": \"3.0.0\",\n \"info\": }", "api.yaml:2:10")]
    [InlineData("openapi: 3.0.0\ninfo: [", "this is broken YAML")]
    [InlineData("a: 1", "this is no OpenAPI document")]
    [InlineData("asyncapi: 2.0.0", "AsyncAPI")]
    [InlineData("openapi: 4.0.0", "OpenAPI 4.0.0 is none that is known here")]
    [InlineData("swagger: '1.2'", "Swagger 1.2 is none that is known here")]
    [InlineData("openapi: 3.0.0\npaths: &a [*a]", "there is no anchor")]
    public async Task What_is_no_document_is_said_with_its_place(string text, string message)
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", text);
        (await Should.ThrowAsync<ApiDocumentException>(async () => await ReadAsync(folder))).Message.ShouldContain(message);
    }

    [Fact]
    public async Task References_that_lead_nowhere_are_all_told_with_their_places_unless_they_may()
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", """
            openapi: 3.1.0
            info: { title: T, version: "1" }
            paths:
              /a:
                get:
                  parameters: [{ $ref: "#/components/parameters/P" }]
                  responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/pet" } } } } }
            components: { schemas: { Pet: { type: object, properties: { x: { $ref: "other.yaml#/X" } } } } }
            """);
        var problems = (await Should.ThrowAsync<ApiDocumentException>(async () => await ReadAsync(folder))).Problems.Select(static each => each.ToString()).ToList();
        problems.Count.ShouldBe(3);
        problems.ShouldContain(static each => each.StartsWith("api.yaml:6:20 (#/paths/~1a/get/parameters/0): the reference #/components/parameters/P leads nowhere", StringComparison.Ordinal));
        problems.ShouldContain(static each => each.Contains("has no pet; did you mean Pet?"));
        problems.ShouldContain(static each => each.Contains("other.yaml#/X leads nowhere: there is no such file"));
        (await ReadAsync(folder, isLenient: true)).Warnings.Count.ShouldBe(3);
    }

    [Fact]
    public async Task References_lead_across_files_also_in_circles()
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", """
            openapi: 3.0.3
            info: { title: T, version: "1" }
            paths: { /a: { $ref: "paths/a.json" } }
            components: { schemas: { Pet: { $ref: "schemas/pet.yaml" } } }
            """);
        folder.Write("paths/a.json", """{"get":{"responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"$ref":"../schemas/pet.yaml"}}}}}}}""");
        folder.Write("schemas/pet.yaml", "type: object\nproperties:\n  friend: { $ref: '#' }\n  home: { $ref: '../api.yaml#/components/schemas/Pet/properties/friend' }\n");
        var api = (await ReadAsync(folder)).Api;
        var pet = api.Operations.ShouldHaveSingleItem().Responses[0].Contents[0].Schema!;
        pet.Properties[0].Schema.Resolved.ShouldBeSameAs(pet);
        pet.Properties[1].Schema.Resolved.ShouldBeSameAs(pet);
    }

    [Fact]
    public async Task A_reference_may_be_the_id_of_a_schema_a_bare_definition_or_a_file_in_a_mapping()
    {
        using var folder = new DocumentFolder();
        folder.Write("cat.yaml", "type: object\nproperties: { purrs: { type: boolean } }\n");
        folder.Write("api.yaml", """
            openapi: 3.1.0
            info: { title: Ids, version: '1' }
            paths:
              /a: { get: { responses: { '200': { description: d, content: { application/json: { schema: { $ref: 'https://schemas.example.com/person' } } } } } } }
              /b: { get: { responses: { '200': { description: d, content: { application/json: { schema: { $ref: 'https://schemas.example.com/person#/properties/home' } } } } } } }
              /c: { get: { responses: { '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } } } }
            components:
              schemas:
                Person: { $id: 'https://schemas.example.com/person', type: object, properties: { name: { type: string }, home: { type: object, properties: { street: { type: string } } } } }
                Pet: { oneOf: [{ $ref: cat.yaml }, { $ref: '#/components/schemas/Person' }], discriminator: { propertyName: kind, mapping: { cat: cat.yaml, man: Person } } }
            """);
        var client = CompiledClient.Compile(await ApiClientGenerator.GenerateAsync(new() { Document = "api.yaml", Folder = folder.Path, Namespace = CompiledClient.Namespace }, TestContext.Current.CancellationToken));
        client.Type("Person").GetProperty("Name").ShouldNotBeNull();
        client.Source.ShouldContain("Kind is \"cat\"");
        folder.Write("old.json", """{"swagger":"2.0","info":{"title":"Old","version":"1"},"paths":{"/a":{"get":{"responses":{"200":{"description":"d","schema":{"$ref":"Pet"}}}}}},"definitions":{"Pet":{"type":"object","properties":{"name":{"type":"string"}}}}}""");
        (await ApiClientGenerator.GenerateAsync(new() { Document = "old.json", Folder = folder.Path, Namespace = CompiledClient.Namespace }, TestContext.Current.CancellationToken)).Files[0].Text.ShouldContain("Task<Pet>");
    }

    [Fact]
    public async Task Depth_and_size_are_bounded()
    {
        using var folder = new DocumentFolder();
        folder.Write("deep.json", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        folder.Write("deep.yaml", "openapi: 3.0.0\na: " + new string('[', 100_000));
        folder.Write("api.yaml", "openapi: 3.0.0\n" + new string('#', 2000));
        (await Should.ThrowAsync<ApiDocumentException>(async () => await ReadAsync(folder, "deep.json"))).Message.ShouldContain("deep");
        await Should.ThrowAsync<ApiDocumentException>(async () => await ReadAsync(folder, "deep.yaml"));
        (await Should.ThrowAsync<ApiDocumentException>(async () => await ReadAsync(folder, limits: new(1000, 100, 10)))).Message.ShouldContain("too much");
    }

    [Fact]
    public async Task Aliases_that_multiply_take_no_time()
    {
        using var folder = new DocumentFolder();
        var bomb = string.Concat(Enumerable.Range(1, 40).Select(static i => $"  s{i}: &s{i} {{ type: object, properties: {{ a: *s{i - 1}, b: *s{i - 1} }} }}\n"));
        folder.Write("api.yaml", $"openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents:\n schemas:\n  s0: &s0 {{ type: string }}\n{bomb}");
        var client = await ApiClientGenerator.GenerateAsync(new() { Document = "api.yaml", Folder = folder.Path, Namespace = "Acme" }, TestContext.Current.CancellationToken);
        client.Files[0].Text.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task Lines_of_blanks_do_not_disturb_yaml()
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", "openapi: 3.0.0\n \t \ninfo:\n  title: T\n\t\n  version: '1'\npaths: {}\n");
        (await ReadAsync(folder)).Api.Title.ShouldBe("T");
    }

    [Fact]
    public async Task Version_2_is_read_as_if_it_were_3()
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", """
            swagger: "2.0"
            info: { title: T, version: "1" }
            host: api.invalid
            basePath: /v1/
            schemes: [http, https]
            consumes: [application/json]
            securityDefinitions: { basic: { type: basic }, oauth: { type: oauth2, flow: application, tokenUrl: "https://api.invalid/t", scopes: { a: b } } }
            paths:
              /a/{id}:
                post:
                  parameters:
                    - { name: id, in: path, required: true, type: integer, format: int32 }
                    - { name: tags, in: query, type: array, items: { type: string }, collectionFormat: pipes }
                    - { name: photo, in: formData, type: file, required: true }
                  responses: { 200: { description: ok, schema: { type: file } } }
            """);
        var api = (await ReadAsync(folder)).Api;
        api.Servers.Select(static server => server.Url).ShouldBe(["https://api.invalid/v1", "http://api.invalid/v1"]);
        var operation = api.Operations.ShouldHaveSingleItem();
        operation.Parameters.Select(static each => $"{each.Name} {each.Style} {each.Explode} {each.Schema.Kind}").ShouldBe(["id simple False Integer", "tags pipeDelimited False Array"]);
        operation.Body!.Contents[0].MediaType.ShouldBe("multipart/form-data");
        operation.Body.Contents[0].Schema!.Properties[0].Schema.Format.ShouldBe("binary");
        operation.Responses[0].Contents[0].Schema!.Kind.ShouldBe(SchemaKind.String);
        api.SecuritySchemes[1].TokenUrl.ShouldBe("https://api.invalid/t");
    }

    [Fact]
    public async Task Changes_are_told_with_what_breaks()
    {
        using var folder = new DocumentFolder();
        const string start = "openapi: 3.0.0\ninfo: { title: T, version: '1' }\n";
        folder.Write("old.yaml", start + """
            paths:
              /a: { get: { operationId: a, parameters: [{ name: q, in: query, schema: { type: string } }], responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/P" } } } } } } }
              /gone: { get: { operationId: g, responses: { "200": { description: ok } } } }
            components: { schemas: { P: { type: object, required: [x], properties: { x: { type: string }, y: { type: string } } } } }
            """);
        folder.Write("new.yaml", start + """
            paths:
              /a: { get: { operationId: a, parameters: [{ name: q, in: query, required: true, schema: { type: string } }], responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/P" } } } } } } }
              /fresh: { get: { operationId: f, responses: { "200": { description: ok } } } }
            components: { schemas: { P: { type: object, required: [x], properties: { x: { type: integer }, z: { type: string } } } } }
            """);
        var changes = ApiComparer.Compare((await ReadAsync(folder, "old.yaml")).Api, (await ReadAsync(folder, "new.yaml")).Api);
        changes.Select(static change => change.ToString()).ShouldBe([
            "breaks  GET /a: the query parameter q must be given",
            "breaks  P.y: is gone",
            "        P.z: is new",
            "breaks  P.x: was text, and is a whole number",
            "breaks  GET /gone: is gone",
            "        GET /fresh: is new"]);
    }

    [Fact]
    public async Task The_action_writes_what_changed_and_checks_what_is_stale()
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", "openapi: 3.0.0\ninfo: { title: T, version: '1' }\npaths: {}\n");
        await using var context = new TestActionContext();
        var action = new GenerateClient { Document = Path.Combine(folder.Path, "api.yaml"), Output = Path.Combine(folder.Path, "out"), Namespace = "Acme" };
        (await (action with { Check = true }).RunAsync(context, TestContext.Current.CancellationToken)).Stale.Count.ShouldBe(1);
        (await action.RunAsync(context, TestContext.Current.CancellationToken)).Stale.Count.ShouldBe(1);
        (await (action with { Check = true }).RunAsync(context, TestContext.Current.CancellationToken)).Stale.ShouldBeEmpty();
        (await action.RunAsync(context, TestContext.Current.CancellationToken)).Files.ShouldAllBe(static file => !file.Changed);
        (await Should.ThrowAsync<ActionInputException>(async () => await (action with { Namespace = "1a" }).RunAsync(context, TestContext.Current.CancellationToken))).Input.ShouldBe("namespace");
        (await Should.ThrowAsync<ActionInputException>(async () => await (action with { Document = "missing.yaml" }).RunAsync(context, TestContext.Current.CancellationToken))).Message.ShouldContain("there is no such file");
    }
}
