using System.Runtime.InteropServices;
using Runner.Scripting.Packages;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>Packages that scripts name are restored by the SDK, from sources that the user has set up; here a folder, and no network.</summary>
public sealed class PackageTests : IDisposable
{
    readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Package_is_restored_with_what_it_needs_and_locked()
    {
        const string Core = "namespace Shop.Core; public static class Tax { public static int Of(int price) => price / 5; }";
        new PackageFeed(bench)
            .Add("Shop.Core", "2.0.0", Core).Add("Shop.Core", "2.1.0", Core.Replace("/ 5", "/ 4", StringComparison.Ordinal))
            .Add("Shop", "1.2.3", "namespace Shops; public static class Shop { public static int Total(int price) => price + Shop.Core.Tax.Of(price); }".Replace("Shop.Core.Tax", "global::Shop.Core.Tax", StringComparison.Ordinal), ("Shop.Core", "2.0.0", Emitted.Bytes("Shop.Core", Core)));
        (await bench.RunAsync("#r \"nuget: Shop, 1.2.3\"\nShops.Shop.Total(100)")).Value.ShouldBe("120");
        var locked = Directory.GetFiles(Path.Combine(bench.CacheFolder!, "packages"), "packages.lock.json", SearchOption.AllDirectories).Single();
        (await File.ReadAllTextAsync(locked, TestContext.Current.CancellationToken)).ShouldContain("\"resolved\": \"2.0.0\"");

        using var next = bench.Again();
        (await next.RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe("120");
        next.Runner.Compilations.ShouldBe(0);

        // Its files are gone, and its source has another Shop.Core: the lock still says which one.
        Directory.Delete(bench.PathOf("packages"), recursive: true);
        using var again = bench.Again();
        (await again.RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe("120");
        again.Runner.Compilations.ShouldBe(1);
        CachedScripts.List(bench.CacheFolder!).ShouldContain(entry => entry.Kind == "packages" && entry.Name == "Shop 1.2.3");
    }

    [Fact]
    public async Task Native_library_of_a_package_is_found()
    {
        var library = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, OperatingSystem.IsMacOS() ? "libSystem.Native.dylib" : "libSystem.Native.so");
        Assert.SkipUnless(File.Exists(library), "missing peer: libSystem.Native");
        new PackageFeed(bench).Add("Deep", "1.0.0", "using System.Runtime.InteropServices; public static class Deep { [DllImport(\"deepest\", EntryPoint = \"SystemNative_GetPid\")] public static extern int Pid(); }",
            null, ($"runtimes/{RuntimeInformation.RuntimeIdentifier}/native/{Path.GetFileName(library).Replace("System.Native", "deepest", StringComparison.Ordinal)}", await File.ReadAllBytesAsync(library, TestContext.Current.CancellationToken)));
        (await bench.RunAsync("#r \"nuget: Deep, 1.0.0\"\nDeep.Pid() == Environment.ProcessId")).Value.ShouldBe("true");
    }

    [Fact]
    public async Task Package_that_a_loaded_file_names_is_restored_too()
    {
        new PackageFeed(bench).Add("Shop", "1.0.0", "public static class Shop { public static int Price => 3; }");
        bench.Write("lib.csx", "#r \"nuget: Shop, 1.0.0\"\nint Price() => Shop.Price;");
        (await bench.RunAsync("#load \"lib.csx\"\nPrice()")).Value.ShouldBe("3");
    }

    [Fact]
    public async Task Package_or_version_that_is_not_there_is_said_where_it_is_named()
    {
        new PackageFeed(bench).Add("Shop", "1.0.0", "public static class Shop;");
        var run = await bench.RunAsync("// a script\n#r \"nuget: Shop, 1.0.0\"\n#r \"nuget: Shops, 1.0.0\"\n1");
        run.Error.Message.ShouldContain($"{bench.PathOf("check.csx")}:3:4: NU1101: Unable to find package Shops.");
        run.Error.Message.ShouldContain("    #r \"nuget: Shops, 1.0.0\"\n       ^^^^");
        run = await bench.RunAsync("#r \"nuget: Shop, 3.0.0\"\n1");
        run.Error.Message.ShouldContain("check.csx:1:4: NU1102: Unable to find package Shop with version (= 3.0.0)");
    }

    [Theory]
    [InlineData("nuget: Shop", "the version of Shop is missing: it is written #r \"nuget: Shop, 1.2.3\"")]
    [InlineData("nuget: Shop, 1.*", "`1.*` is not one version of Shop")]
    [InlineData("nuget: Shop, [1.0,2.0)", "names no package")]
    [InlineData("nuget: Shop, latest", "`latest` is not one version of Shop")]
    [InlineData("nuget:, 1.0.0", "names no package")]
    [InlineData("nuget: ../Shop, 1.0.0", "names no package")]
    public async Task Package_without_one_version_is_refused(string reference, string message)
    {
        var run = await bench.RunAsync($"#r \"{reference}\"\n1");
        run.Error.Message.ShouldContain("check.csx:1:4: nuget: ");
        run.Error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Two_versions_of_one_package_are_refused()
    {
        var run = await bench.RunAsync("#r \"nuget: Shop, 1.0.0\"\n#r \"nuget: shop, 2.0.0\"\n1");
        run.Error.Message.ShouldContain($"check.csx:2:4: nuget: shop is named with 1.0.0 as well, at {bench.PathOf("check.csx")}:1");
    }

    [Fact]
    public async Task Source_that_cannot_be_reached_is_said()
    {
        bench.Write("NuGet.config", """
            <configuration>
              <packageSources><clear/><add key="gone" value="http://127.0.0.1:1/index.json" allowInsecureConnections="true"/></packageSources>
              <config><add key="globalPackagesFolder" value="packages"/></config>
            </configuration>
            """);
        var run = await bench.RunAsync("#r \"nuget: Shop, 1.0.0\"\n1");
        run.Error.Message.ShouldContain("check.csx:1:4: NU1301: a package source cannot be reached:");
    }

    [Fact]
    public async Task Missing_sdk_is_said()
    {
        bench.Write("check.csx", "#r \"nuget: Shop, 1.0.0\"\n1");
        var run = await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["run", "check.csx", "--log", "plain"], new() { ["PATH"] = bench.PathOf("nowhere") });
        run.ExitCode.ShouldBe(2);
        (run.Out + run.Error).ShouldContain("check.csx:1:4: error RUN0801: nuget: packages are restored by the .NET SDK, and there is none");
    }

    [Fact]
    public void Name_of_a_package_is_read_as_it_is_written()
    {
        PackageName.Parse("nuget:Shop.Core , 1.2.3-beta.1", out var problem).ShouldBe(new("Shop.Core", "1.2.3-beta.1"));
        problem.ShouldBeNull();
        PackageName.Is("lib/nuget.dll").ShouldBeFalse();
    }
}
