using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Runner.Cli.Tests.Clients;

/// <summary>The petstore of the example, as a service of ASP.NET Core.</summary>
sealed class PetService : IAsyncDisposable
{
    static readonly byte[] Picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 0, 1, 2, 3];

    readonly WebApplication app;
    int refusals;

    PetService(WebApplication app) => this.app = app;

    public string Url => $"{app.Urls.First()}/v1";

    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string?> Keys { get; } = new();

    public JsonObject? Added { get; private set; }

    public (string Name, string? Type, long Length, string? Caption)? Uploaded { get; private set; }

    /// <summary>How often a pet is not to be had just now.</summary>
    public int RefuseFirst { get; set; }

    public static async Task<PetService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var service = new PetService(builder.Build());
        service.Map();
        await service.app.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    void Map()
    {
        app.Use(async (context, next) =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Path.ToUriComponent()}{context.Request.QueryString}");
            Keys.Enqueue(context.Request.Headers["X-Api-Key"]);
            await next(context);
        });
        app.MapGet("/v1/pets", (HttpContext context) =>
        {
            context.Response.Headers["X-Total"] = "1";
            return Results.Json(new[] { new { id = 1, name = "Rex", status = "available" } });
        });
        app.MapPost("/v1/pets", async (HttpContext context) =>
        {
            Added = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
            Added["id"] = 2;
            return Results.Json(Added, statusCode: 201);
        });
        app.MapGet("/v1/pets/{id:int}", (int id, HttpContext context) =>
        {
            if (refusals++ < RefuseFirst)
            {
                context.Response.Headers.RetryAfter = "0";
                return Results.StatusCode(503);
            }

            return id switch
            {
                1 => Results.Json(new { id = 1, name = "Rex", status = "available", weight = 12.5 }),
                // What the document does not promise.
                2 => Results.Json(new { id = "2", status = "lost", born = "yesterday" }),
                3 => Results.Text("<p>down for maintenance</p>", "text/html"),
                4 => Results.StatusCode(418),
                _ => Results.Json(new { title = "No such pet", detail = $"There is no pet {id}" }, contentType: "application/problem+json", statusCode: 404),
            };
        });
        app.MapDelete("/v1/pets/{id:int}", (int id) => Results.NoContent());
        app.MapPut("/v1/pets/{id:int}/photo", async (int id, HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync();
            var photo = form.Files["photo"]!;
            Uploaded = (photo.FileName, photo.ContentType, photo.Length, form["caption"]);
            return Results.NoContent();
        });
        app.MapGet("/v1/pets/{id:int}/photo", (int id) => Results.Bytes(Picture, "image/png"));
        app.MapGet("/v1/orders/{path}", (string path, HttpContext context) => Results.Json(new
        {
            path, query = context.Request.Query["path"].ToString(), buyer = context.Request.Query["filter[buyer]"].ToString(), year = context.Request.Query["filter[year]"].ToString(), id = context.Request.Headers["X-Request-ID"].ToString(),
        }));
    }
}
