using System.Diagnostics;
using System.Reflection;

[assembly: AssemblyFixture(typeof(Runner.EndToEnd.Tests.Fixtures.BuiltProgram))]

namespace Runner.EndToEnd.Tests.Fixtures;

/// <summary>The repository that the tests were built from.</summary>
static class Repository
{
    static readonly AssemblyMetadataAttribute[] Facts = [.. typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()];

    public static string Root { get; } = Fact("RepositoryRoot");

    /// <summary>The script that people call.</summary>
    public static string Launcher => PathOf("runner");

    /// <summary>The program that it starts.</summary>
    public static string Program => PathOf("artifacts/runner/runner");

    public static string HealthCheck => PathOf("workflows/health-check.yaml");

    /// <summary>The folder that the dns example was built into.</summary>
    public static string DnsPlugin => PathOf($"examples/plugins/dns/bin/{Fact("Configuration")}/net10.0");

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    static string Fact(string key) => Array.Find(Facts, fact => fact.Key == key)!.Value!;
}

/// <summary>Has the launcher build what is missing, or older than its sources, before the first test starts it.</summary>
public sealed class BuiltProgram : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        using var building = Process.Start(new ProcessStartInfo(Repository.Launcher, ["--version"]) { RedirectStandardOutput = true })!;
        await building.StandardOutput.ReadToEndAsync();
        await building.WaitForExitAsync();
        building.ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => default;
}
