using Runner.Sdk;

[assembly: Plugin(
    "client-gen",
    ApiVersion = 1,
    Summary = "C# clients from OpenAPI documents, and what changed between two documents")]
[assembly: ActionSource("openapi", typeof(Runner.Plugins.ClientGen.Steps.OpenApiSource))]
