using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Runner.Plugins.ClientGen;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>The client of the example, against a service as people write them.</summary>
public sealed class PetstoreServiceTests
{
    sealed record Pet(long? Id, string Name, string? Status, DateOnly? Born, string[]? Tags);

    [Fact]
    public async Task The_petstore_of_the_examples_works_with_a_real_service()
    {
        await using var service = await ServeAsync();
        using var http = new HttpClient { BaseAddress = new(service.Urls.Single() + "/v1/") };
        var generated = await ApiClientGenerator.GenerateAsync(new() { Document = Example("clients/petstore/petstore.yaml"), Namespace = CompiledClient.Namespace }, TestContext.Current.CancellationToken);
        var client = CompiledClient.Compile(generated, RecordingPeer.Use("""
            var shop = new PetstoreClient(http, PetstoreClient.ApiKey("secret"));
            var said = new StringBuilder();
            var rex = await shop.Pets.AddPetAsync(new() { Name = "Rex & co", Status = Status.Available, Born = new DateOnly(2020, 2, 29), Tags = ["a", "b"] });
            await shop.Pets.AddPetAsync(new() { Name = "Tom", Status = Status.Sold });
            said.Append($"{rex.Id} {rex.Name} {rex.Born:yyyy-MM-dd} {string.Join("+", rex.Tags!)};");
            await foreach (var pet in shop.Pets.ListPetsAllAsync(Status.Available)) said.Append($"{pet.Name} {pet.Status};");
            await shop.Pets.SetPhotoAsync(rex.Id!.Value, new MemoryStream([1, 2, 3]));
            try { await shop.Pets.GetPetAsync(99); } catch (ApiException<Problem> e) { said.Append($"{e.Status} {e.Problem!.Detail};"); }
            try { await new PetstoreClient(http).Pets.GetPetAsync(1); } catch (ApiException e) { said.Append($"{e.Status};"); }
            return said.Append(((await shop.Pets.GetPetAsync(1)).Extra!["photo"])).ToString();
            """));
        var run = client.Assembly.GetType("Use")!.GetMethod("Run")!;
        (await (Task<string>)run.Invoke(null, [http])!).ShouldBe("1 Rex & co 2020-02-29 a+b;Rex & co available;404 there is no pet 99;401;3");
        generated.Files.Sum(static file => file.Text.Length).ShouldBeLessThan(20_000);
    }

    static async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var pets = new ConcurrentDictionary<long, Pet>();
        var photos = new ConcurrentDictionary<long, int>();
        application.Use(async (context, next) =>
        {
            if (context.Request.Headers["X-Api-Key"] == "secret") await next(context);
            else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        });
        application.MapGet("/v1/pets", (string? status, int? offset) => pets.Values.Where(pet => status is null || pet.Status == status).OrderBy(static pet => pet.Id).Skip(offset ?? 0).Take(1));
        application.MapPost("/v1/pets", (Pet pet) =>
        {
            var kept = pet with { Id = pets.Count + 1 };
            pets[kept.Id!.Value] = kept;
            return Results.Created($"/v1/pets/{kept.Id}", kept);
        });
        application.MapGet("/v1/pets/{id:long}", (long id) => pets.TryGetValue(id, out var pet)
            ? Results.Ok(new { pet.Id, pet.Name, pet.Status, photo = photos.GetValueOrDefault(id) })
            : Results.Problem($"there is no pet {id}", statusCode: 404));
        application.MapPut("/v1/pets/{id:long}/photo", async (long id, Stream body) =>
        {
            using var photo = new MemoryStream();
            await body.CopyToAsync(photo);
            photos[id] = (int)photo.Length;
            return Results.NoContent();
        });
        await application.StartAsync();
        return application;
    }

    static string Example(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "examples", name) is var file && File.Exists(file)) return file;
        throw new InvalidOperationException($"There is no examples/{name} above {AppContext.BaseDirectory}");
    }
}
