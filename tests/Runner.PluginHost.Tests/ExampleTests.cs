using System.Diagnostics;
using Runner.PluginHost.Tests.Fixtures;
using Runner.Sdk;
using Runner.Workflows.Types;

namespace Runner.PluginHost.Tests;

/// <summary>The third-party example, as its author has it.</summary>
public sealed class ExampleTests
{
    [Fact]
    public async Task Example_builds_away_from_the_repository_against_the_contract_alone()
    {
        using var elsewhere = new TemporaryFolder();
        TemporaryFolder.Copy(Repository.PathOf("examples/plugins/dns"), elsewhere.Path);
        var build = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "build", "Dns.sln", "--nologo", "-nodeReuse:false", $"-p:RunnerSdk={PluginCompiler.Sdk}" },
            WorkingDirectory = elsewhere.Path,
            RedirectStandardOutput = true,
        };

        using var process = Process.Start(build)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, output);
        var built = elsewhere["bin/Debug/net10.0"];
        File.Exists(Path.Combine(built, "Runner.Sdk.dll")).ShouldBeFalse();
        Opening.Open(built).Plugins.ShouldHaveSingleItem().Name.ShouldBe("names");
    }

    [Fact]
    public void Example_shows_its_inputs_and_results()
    {
        var lookup = Opening.Open(Repository.DnsPlugin).Find("names.lookup")!;

        lookup.Summary.ShouldBe("Looks up the addresses of a name.");
        lookup.Idempotent.ShouldBeTrue();
        lookup.Inputs.Fields.Select(field => (field.Name, field.Type.Display, field.Required, field.Default, field.Description)).ShouldBe(
        [
            ("name", "text", true, null, "Name to look up, such as example.com"),
            ("family", "any | ipv4 | ipv6", false, "any", "Which addresses to ask for"),
        ]);
        lookup.Result.Fields.Select(field => (field.Name, field.Type.Display, field.Description)).ShouldBe(
        [
            ("addresses", "list of text", "The addresses, in the order of the answer"),
            ("elapsed", "duration", "How long the lookup took"),
        ]);
        lookup.Result.Field("elapsed")!.Type.Kind.ShouldBe(ShapeKind.Duration);
    }

    [Fact]
    public async Task Example_looks_up_a_name_and_fails_in_the_family_of_errors()
    {
        var catalogue = Opening.Open(Repository.DnsPlugin);
        var action = catalogue.Load(catalogue.Find("names.lookup")!);

        dynamic answer = (await action.RunAsync(Lookup("localhost"), null!, TestContext.Current.CancellationToken))!;
        ((IEnumerable<System.Net.IPAddress>)answer.Addresses).ShouldAllBe(address => System.Net.IPAddress.IsLoopback(address));
        ((IEnumerable<System.Net.IPAddress>)answer.Addresses).ShouldNotBeEmpty();
        var failure = await Should.ThrowAsync<DnsResolutionException>(async () =>
            await action.RunAsync(Lookup("no.such.name.invalid"), null!, TestContext.Current.CancellationToken));
        failure.Target.ShouldBe("no.such.name.invalid");

        object Lookup(string name)
        {
            var lookup = Activator.CreateInstance(action.InputType)!;
            action.InputType.GetProperty("Name")!.SetValue(lookup, name);
            return lookup;
        }
    }
}
