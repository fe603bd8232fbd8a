using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Clients;

public sealed class ClientDocumentTests
{
    [Fact]
    public void The_example_runs()
    {
        using var shell = ClientShell.Petstore(null, ", auth: { api_key: PETSTORE_KEY }").With("PETSTORE_KEY", "k-123456").Write("check.yaml", File.ReadAllText(ClientShell.Example("check.yaml")));
        shell.Run("run", "check.yaml").ShouldBe(0, shell.Out + shell.Error);
        shell.Run("run", "check.yaml", "--check-contract").ShouldBe(0, shell.Out + shell.Error);
    }

    [Fact]
    public void Clients_are_listed_shown_and_described_to_editors()
    {
        using var shell = ClientShell.Petstore();
        shell.Run("plugins").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("petstore  Petstore 1.4.0\n  petstore.listPets, petstore.addPet, petstore.getPetById,");
        shell.Run("plugins", "show", "petstore.getPetById").ShouldBe(0);
        shell.Out.ShouldContain("Which pet");
        shell.Run("plugins", "show", "petstore").ShouldBe(0);
        shell.Out.ShouldContain("petstore.findOrders");
        shell.Run("schema").ShouldBe(0);
        shell.Out.ShouldContain("\"with:petstore.getPetById\"");
        shell.Out.ShouldContain("\"path.path\"");
    }

    [Theory]
    [InlineData("hello: world", "this is no OpenAPI document")]
    [InlineData("{ \"openapi\": ", "api.yaml")]
    [InlineData("<html></html>", "HTML")]
    [InlineData("openapi: 9.0.0\ninfo: { title: x, version: '1' }\npaths: {}", "9.0.0")]
    [InlineData("openapi: 3.0.0\ninfo: { title: x, version: '1' }\npaths: {}", "has no operation")]
    public void A_document_that_is_none_is_told_where_it_is_used(string document, string said)
    {
        using var shell = ClientShell.Open("shop: api.yaml").Write("api.yaml", document).Write("use.yaml", "name: use\nsteps:\n  - uses: shop.buy\n");
        shell.Run("validate", "use.yaml").ShouldBe(2);
        var all = shell.Out + shell.Error;
        all.ShouldContain(said);
        all.ShouldContain("runner.yaml:3:3: the client shop:");
        all.ShouldNotContain("   at ");
        shell.Run("plugins").ShouldBe(2);
        shell.Error.ShouldContain(said);
    }

    [Theory]
    [InlineData("shop: missing.yaml", "there is no file `missing.yaml`")]
    [InlineData("shop: ftp://example.com/x", "a path, or a URL with http or https")]
    [InlineData("Shop: api.yaml", "`Shop` cannot be a client's name")]
    [InlineData("\"../x\": api.yaml", "cannot be a client's name")]
    [InlineData("shop: [api.yaml]", "`shop` must be a mapping")]
    [InlineData("shop: { doc: api.yaml }", "has no key `doc`")]
    [InlineData("shop: { kind: openapi }", "has no `document`")]
    [InlineData("shop: { document: api.yaml, base-url: nowhere }", "`base-url` cannot be 'nowhere'")]
    [InlineData("shop: { document: api.yaml, auth: { key: \"${{ secrets.X }}\" } }", "write the variable's name alone")]
    [InlineData("shop: { document: api.yaml, auth: KEY }", "`auth` must be a mapping")]
    [InlineData("shop: api.yaml\n  shop: api.yaml", "shop")]
    public void A_mistake_in_an_entry_is_told_with_its_place(string entry, string said)
    {
        using var shell = ClientShell.Open(entry).Write("api.yaml", "openapi: 3.0.0").Write("use.yaml", "name: use\nsteps:\n  - uses: shop.buy\n");
        shell.Run("validate", "use.yaml").ShouldBe(2);
        shell.Error.ShouldContain(said);
        shell.Error.ShouldContain("runner.yaml:");
    }

    [Theory]
    [InlineData(", auth: { other: X }", "the document has no such security scheme: there is api_key")]
    [InlineData(", include: [nothing]", "`nothing` fits no tag, path or operation")]
    [InlineData(", kind: grpc", "no plugin reads documents of the kind grpc; there are: openapi")]
    public void An_entry_that_does_not_fit_its_document_says_so(string more, string said)
    {
        using var shell = ClientShell.Petstore(null, more).Write("use.yaml", "name: use\nsteps:\n  - uses: petstore.listPets\n");
        shell.Run("validate", "use.yaml").ShouldBe(2);
        (shell.Out + shell.Error).ShouldContain(said);
    }

    [Fact]
    public void Include_and_exclude_choose_operations()
    {
        using var shell = ClientShell.Petstore(null, ", include: [pets], exclude: [/pets/*/photo, deletePet]");
        shell.Run("plugins").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("  petstore.listPets, petstore.addPet, petstore.getPetById\n");
    }

    [Fact]
    public void A_client_named_like_a_plugin_is_warned_of_and_left_out()
    {
        using var shell = ClientShell.Open("http: api.yaml").Write("api.yaml", File.ReadAllText(ClientShell.Example("petstore.yaml"))).Write("use.yaml", Shell.Check);
        shell.Run("run", "use.yaml").ShouldBe(0, shell.Error);
        shell.Error.ShouldContain("the client http is called like actions of the plugin http");
    }

    [Fact]
    public void Hostile_names_stay_names()
    {
        using var shell = ClientShell.Open("shop: api.json").Write("api.json", """
            { "openapi": "3.0.3", "info": { "title": "a\nb\u0000${{ env('HOME') }}", "version": "1" }, "paths": {
              "/a/{x}": { "get": { "operationId": "../../etc/passwd", "summary": "x\n- run: rm\n\u001b[2J", "parameters": [
                { "name": "x", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "body", "in": "query", "schema": { "type": "string" } }, { "name": "a: b\n", "in": "query", "schema": { "type": "string" } }, { "name": "${{ secrets.X }}", "in": "header", "schema": {} } ], "responses": {} },
                "post": { "operationId": "évil name.yaml", "responses": {} }, "put": { "responses": {} }, "delete": { "operationId": "etc-passwd", "responses": {} } } } }
            """);
        shell.Run("plugins").ShouldBe(0, shell.Error);
        shell.Out.ShouldContain("shop.etc-passwd");
        shell.Out.ShouldContain("shop.vil-name-yaml, shop.putAByX");
        shell.Out.ShouldNotContain("\u001b");
        shell.Out.ShouldNotContain("..");
        shell.Run("import", "openapi", "api.json", "--name", "shop", "-o", "flows").ShouldBe(0, shell.Error);
        shell.Run("validate", "flows").ShouldBe(0, shell.Out + shell.Error);
    }

    [Fact]
    public void Import_writes_a_valid_workflow_for_each_tag_and_the_entry()
    {
        using var shell = ClientShell.Petstore().Write("runner.yaml", $"plugins: [\"{ClientShell.Plugin}\"]\n");
        shell.Run("import", "openapi", "petstore.yaml", "-o", "workflows").ShouldBe(0, shell.Error);
        shell.Out.ShouldBe("""
            wrote  workflows/petstore-pets.yaml (6 operations)
            wrote  workflows/petstore-orders.yaml (1 operation)
            wrote  runner.yaml (clients: petstore: petstore.yaml)
            next   runner validate workflows

            """.ReplaceLineEndings("\n"));
        File.ReadAllText(shell.PathOf("workflows/petstore-pets.yaml")).ShouldContain("uses: petstore.deletePet\n    if: inputs.write");
        using var fresh = new Shell();
        shell.Run("validate", "workflows").ShouldBe(0, shell.Out + shell.Error);
        shell.Run("import", "openapi", "petstore.yaml", "-o", "workflows").ShouldBe(2);
        shell.Error.ShouldContain("--force");
    }

    [Theory]
    [InlineData("nothing.yaml", "there is no such file")]
    [InlineData("empty.yaml", "petstore.yaml")]
    public void Import_of_what_is_no_document_says_so(string document, string said)
    {
        using var shell = ClientShell.Petstore().Write("empty.yaml", "petstore.yaml");
        shell.Run("import", "openapi", document).ShouldBe(2);
        shell.Error.ShouldNotContain("   at ");
        shell.Error.ShouldContain(document == "empty.yaml" ? "empty" : said);
    }
}
