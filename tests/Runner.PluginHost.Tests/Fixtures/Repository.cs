using System.Reflection;

namespace Runner.PluginHost.Tests.Fixtures;

/// <summary>The repository that the tests were built from.</summary>
static class Repository
{
    static readonly AssemblyMetadataAttribute[] Facts = [.. typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()];

    public static string Root { get; } = Fact("RepositoryRoot");

    /// <summary>The folder that the dns example was built into.</summary>
    public static string DnsPlugin => PathOf($"examples/plugins/dns/bin/{Fact("Configuration")}/net10.0");

    public static string PathOf(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    static string Fact(string key) => Array.Find(Facts, fact => fact.Key == key)!.Value!;
}
