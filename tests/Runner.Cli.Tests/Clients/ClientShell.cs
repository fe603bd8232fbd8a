using System.Reflection;
using Runner.Cli.Tests.Fixtures;

namespace Runner.Cli.Tests.Clients;

/// <summary>A project with the plugin that reads documents.</summary>
static class ClientShell
{
    public static string Plugin { get; } = typeof(ClientShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "ClientGenPlugin").Value!;

    static readonly string Repository = typeof(ClientShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == "RepositoryRoot").Value!;

    public static string Example(string file) => Path.Combine(Repository, "examples/clients/petstore-steps", file);

    public static string Root => Repository;

    /// <summary>A folder with the petstore's document as a client.</summary>
    public static Shell Petstore(string? url = null, string more = "") => Open($"petstore: {{ document: petstore.yaml{(url is null ? "" : $", base-url: \"{url}\"")}{more} }}").Write("petstore.yaml", File.ReadAllText(Example("petstore.yaml")));

    public static Shell Open(string clients) => new Shell().With("NO_PROXY", "*").Write("runner.yaml", $"""
        plugins: ["{Plugin}"]
        clients:
          {clients}
        """);
}
