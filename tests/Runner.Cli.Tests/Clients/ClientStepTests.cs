using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Clients;

public sealed class ClientStepTests : IAsyncLifetime
{
    PetService service = null!;

    public async ValueTask InitializeAsync() => service = await PetService.StartAsync();

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public void Operations_are_steps_with_typed_inputs_and_results()
    {
        using var shell = Petstore().Write("check.yaml", """
            name: check
            steps:
              - id: list
                uses: petstore.listPets
                with: { status: [available, sold], limit: 10 }
                expect: [result.conforms, result.headers.x-total == 1]
              - uses: petstore.getPetById
                with: { petId: "${{ steps.list.result.json[0].id }}" }
                expect: [result.json.name == 'Rex', result.timings.total > 0, result.contentType == 'application/json']
              - id: add
                uses: petstore.addPet
                with: { body: { name: Tom, status: pending, born: 2026-01-31, tags: [{ name: small }] } }
              - uses: petstore.deletePet
                with: { petId: "${{ steps.add.result.json.id }}" }
                expect: result.status == 204 && result.json == null
            """);

        Succeeds(shell, "check.yaml");
        service.Requests.ShouldBe(["GET /v1/pets?status=available,sold&limit=10", "GET /v1/pets/1", "POST /v1/pets", "DELETE /v1/pets/2"]);
        service.Added!.ToJsonString().ShouldBe("""{"name":"Tom","status":"pending","born":"2026-01-31","tags":[{"name":"small"}],"id":2}""");
    }

    [Fact]
    public void Parameters_that_clash_are_told_apart_by_their_places()
    {
        using var shell = Petstore().Write("orders.yaml", """
            name: orders
            steps:
              - uses: petstore.findOrders
                with: { path.path: a/b, query.path: "c d", filter: { buyer: Ada, year: 2026 }, X-Request-ID: 00000000-0000-4000-8000-000000000000 }
                expect:
                  - result.json.path == 'a%2Fb'
                  - result.json.query == 'c d' && result.json.buyer == 'Ada' && result.json.year == '2026'
                  - startsWith(result.json.id, '00000000')
            """);
        Succeeds(shell, "orders.yaml");
    }

    [Fact]
    public void Files_are_sent_as_parts_and_pictures_are_saved()
    {
        using var shell = Petstore().Write("cat.png", "a picture").Write("photo.yaml", """
            name: photo
            steps:
              - uses: petstore.uploadPhoto
                with: { petId: 1, body: { photo: { file: cat.png, type: image/png }, caption: Tom } }
              - uses: petstore.downloadPhoto
                with: { petId: 1, save-to: out/tom.png }
                expect: [result.size == 8, result.conforms]
              - uses: petstore.downloadPhoto
                with: { petId: 1 }
                expect: result.base64 == 'iVBORwABAgM='
            """);
        Succeeds(shell, "photo.yaml");
        service.Uploaded.ShouldBe(("cat.png", "image/png", 9L, "Tom"));
        File.ReadAllBytes(shell.PathOf("out/tom.png")).Length.ShouldBe(8);
    }

    [Fact]
    public void An_answer_that_is_no_success_fails_the_step_with_its_problem()
    {
        using var shell = Petstore().Write("get.yaml", "name: get\nsteps:\n  - { uses: petstore.getPetById, with: { petId: 77 } }\n");
        shell.Run("run", "get.yaml").ShouldBe(1);
        shell.Out.ShouldContain("the API answered 404 Not Found: \"There is no pet 77\"");
        shell.Write("get.yaml", "name: get\nsteps:\n  - { uses: petstore.getPetById, with: { petId: 77 }, expect: [result.status == 404, result.problem.title == 'No such pet'] }\n");
        Succeeds(shell, "get.yaml");
    }

    [Fact]
    public void What_the_shapes_cannot_tell_is_told_before_anything_is_sent()
    {
        using var shell = Petstore().Write("add.yaml", """
            name: add
            steps:
              - uses: petstore.addPet
                with:
                  body:
                    name: Tom
                    status: pending
                    tags:
                      - { name: fine }
                      - name: ${{ 'much too long' }}
            """);
        shell.Run("run", "add.yaml").ShouldBe(3);
        shell.Out.ShouldContain("`body.tags[1].name` must have 10 characters or fewer, has 13 (/tags/1/name of `body`)");
        shell.Out.ShouldContain("add.yaml:10:19");
        service.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{ uses: petstore.getPetByld, with: { petId: 1 } }", "there is no action `petstore.getPetByld`", "did you mean petstore.getPetById?")]
    [InlineData("{ uses: petstore.getPetById }", "`petstore.getPetById` needs the input `petId`", "Which pet")]
    [InlineData("{ uses: petstore.getPetById, with: { petID_: 1 } }", "has no input `petID_`", "did you mean `petId`?")]
    [InlineData("{ uses: petstore.getPetById, with: { petId: 0 } }", "`petId` must be 1 or more, and this is 0", "")]
    [InlineData("{ uses: petstore.getPetById, with: { petId: many } }", "`petId` must be a whole number", "")]
    [InlineData("{ uses: petstore.listPets, with: { status: [gone] } }", "must be one of available, pending, sold", "")]
    [InlineData("{ uses: petstore.addPet, with: { body: { name: Tom } } }", "`body` needs the input `status`", "")]
    [InlineData("{ uses: petstore.addPet, with: { body: { name: tom, status: sold } } }", "`body.name` must match ^[A-Z]", "")]
    [InlineData("{ uses: petstore.addPet, with: { body: { id: 3, name: Tom, status: sold } } }", "`body` has no input `id`", "")]
    [InlineData("{ uses: petstore.getPetById, with: { petId: 1 }, expect: result.json.nmae == 'x' }", "nmae", "name")]
    [InlineData("{ uses: petstore.getPetById, with: { petId: 1, auth: { key: x } } }", "`auth` has no input `key`", "api_key")]
    public void Mistakes_are_found_before_anything_runs(string step, string message, string help)
    {
        using var shell = Petstore().Write("bad.yaml", $"name: bad\nsteps:\n  - {step}\n");
        shell.Run("validate", "bad.yaml").ShouldBe(2);
        (shell.Out + shell.Error).ShouldContain(message);
        (shell.Out + shell.Error).ShouldContain(help);
        service.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_that_the_configuration_names_is_sent_and_masked()
    {
        using var shell = Petstore(", auth: { api_key: SHOP_KEY }").With("SHOP_KEY", "hush-hush-17").Write("list.yaml", "name: list\nsteps:\n  - uses: petstore.listPets\n  - { uses: log, with: { message: hush-hush-17 } }\n");
        Succeeds(shell, "list.yaml");
        service.Keys.ShouldBe(["hush-hush-17"]);
        shell.Out.ShouldNotContain("hush-hush-17");
    }

    [Fact]
    public void A_secret_of_the_step_comes_before_the_one_of_the_configuration()
    {
        using var shell = Petstore(", auth: { api_key: SHOP_KEY }").With("SHOP_KEY", "first-17").With("OTHER", "second-17")
            .Write("list.yaml", "name: list\nsecrets: [OTHER]\nsteps:\n  - { uses: petstore.listPets, with: { auth: { api_key: \"${{ secrets.OTHER }}\" } } }\n");
        Succeeds(shell, "list.yaml");
        service.Keys.ShouldBe(["second-17"]);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_told_by_its_name()
    {
        using var shell = Petstore(", auth: { api_key: SHOP_KEY }").Write("list.yaml", "name: list\nsteps:\n  - uses: petstore.listPets\n");
        shell.Run("run", "list.yaml").ShouldBe(3);
        shell.Out.ShouldContain("clients.petstore in runner.yaml names the environment variable SHOP_KEY, which is not set");
    }

    [Fact]
    public void A_server_that_asks_to_wait_is_asked_again()
    {
        service.RefuseFirst = 2;
        using var shell = Petstore().Write("get.yaml", "name: get\nsteps:\n  - { uses: petstore.getPetById, with: { petId: 1 }, retry: { attempts: 3, delay: 10ms } }\n");
        Succeeds(shell, "get.yaml");
        service.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public void The_network_policy_holds()
    {
        using var shell = Petstore().Write("get.yaml", "name: get\nsteps:\n  - { uses: petstore.getPetById, with: { petId: 1 } }\n");
        File.AppendAllText(shell.PathOf("runner.yaml"), "\nnetwork: { deny: [loopback] }\n");
        shell.Run("run", "get.yaml").ShouldBe(3);
        shell.Out.ShouldContain("loopback");
        service.Requests.ShouldBeEmpty();
    }

    [Fact]
    public void Drift_is_a_warning_and_with_check_contract_a_failure_with_its_reasons()
    {
        using var shell = Petstore().Write("drift.yaml", "name: drift\nsteps:\n  - { uses: petstore.getPetById, with: { petId: 2 } }\n");
        Succeeds(shell, "drift.yaml");
        shell.Out.ShouldContain("the answer is not what the document promises: /id: must be a whole number, is \"2\"");

        shell.Run("run", "drift.yaml", "--check-contract").ShouldBe(1);
        shell.Out.ShouldContain("`result.conforms` was false: /id: must be a whole number, is \"2\"; /status: must be one of available, pending, sold, is \"lost\"; /born: must be a date such as 2026-01-31, is \"yesterday\"; the body must have name");
        shell.Out.ShouldContain("contract  petstore: 1 of 7 operations called, otherwise than documented: getPetById");
        shell.Out.ShouldContain("not called: listPets, addPet, deletePet, uploadPhoto, downloadPhoto, findOrders");
    }

    [Theory]
    [InlineData(3, "the content type text/html is not documented; there is application/json")]
    [InlineData(4, "the status 418 is not documented; there are 200, 404")]
    public void An_answer_may_break_its_contract_by_its_type_and_by_its_status(int pet, string reason)
    {
        using var shell = Petstore().Write("drift.yaml", $"name: drift\nsteps:\n  - {{ uses: petstore.getPetById, with: {{ petId: {pet} }}, expect: result.conforms }}\n");
        shell.Run("run", "drift.yaml").ShouldBe(1);
        shell.Out.ShouldContain(reason);
    }

    [Fact]
    public void Answers_as_documented_pass_the_contract_check()
    {
        using var shell = Petstore().Write("fine.yaml", "name: fine\nsteps:\n  - { uses: petstore.getPetById, with: { petId: 1 } }\n  - { uses: petstore.getPetById, with: { petId: 9 }, expect: result.status == 404 }\n  - uses: petstore.listPets\n");
        shell.Run("run", "fine.yaml", "--check-contract").ShouldBe(0, shell.Out + shell.Error);
        shell.Out.ShouldContain("contract  petstore: 2 of 7 operations called, all answers as documented");
    }

    [Fact]
    public void Scripts_run_operations_by_their_names()
    {
        using var shell = Petstore().Write("pets.csx", File.ReadAllText(ClientShell.Example("pets.csx")));
        shell.Run("run", "pets.csx", "--input", $"url={service.Url}").ShouldBe(0, shell.Out + shell.Error);
        shell.Out.ShouldContain("1: Rex");
        shell.Write("wrong.csx", """await Run("petstore.getPetByld", new { petId = 1 });""");
        shell.Run("run", "wrong.csx").ShouldBe(3);
        shell.Out.ShouldContain("did you mean petstore.getPetById?");
        shell.Write("wrong.csx", """await Run("petstore.getPetById", new { petId = "x" });""");
        shell.Run("run", "wrong.csx").ShouldBe(3);
        shell.Out.ShouldContain("petId` must be a whole number");
    }

    [Fact]
    public void Scripts_are_typed_by_the_document()
    {
        using var shell = Petstore().Write("add.csx", """
            var added = await Run(new Petstore.AddPet { Body = new() { Name = "Tom", Status = "sold", Tags = [new() { Name = "small" }] } });
            Expect(() => added.Json!.Name == "Tom" && added.Status == 201);
            added.Json!.Id
            """);
        shell.Run("run", "add.csx").ShouldBe(0, shell.Out + shell.Error);
        service.Added!["tags"]!.ToJsonString().ShouldBe("""[{"name":"small"}]""");

        shell.Write("wrong.csx", """await Run(new Petstore.GetPetById { PetIdd = 3 });""");
        shell.Run("run", "wrong.csx").ShouldBe(2);
        (shell.Out + shell.Error).ShouldContain("PetIdd");
        (shell.Out + shell.Error).ShouldContain("wrong.csx:1:");

        // A document that changed is another type: the script is compiled anew.
        File.WriteAllText(shell.PathOf("petstore.yaml"), File.ReadAllText(shell.PathOf("petstore.yaml")).Replace("name: petId", "name: number", StringComparison.Ordinal).Replace("{petId}", "{number}", StringComparison.Ordinal));
        shell.Write("get.csx", """var pet = await Run(new Petstore.GetPetById { Number = 1 }); Log(pet.Json!.Name);""");
        shell.Run("run", "get.csx").ShouldBe(0, shell.Out + shell.Error);
    }

    Shell Petstore(string more = "") => ClientShell.Petstore(service.Url, more);

    static void Succeeds(Shell shell, string file) => shell.Run("run", file).ShouldBe(0, shell.Out + shell.Error);
}
