using Runner.Scripting.Caching;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>A script is compiled once, and anew when what it was made from is another.</summary>
public sealed class CachingTests : IDisposable
{
    /// <summary>Says which compilation it came of: each makes an assembly of another name.</summary>
    const string SaysWhichItIs = "class Here;\ntypeof(Here).Assembly.GetName().Name";

    readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    string Entry => Directory.GetFiles(bench.CacheFolder!, "*.script").Single();

    [Fact]
    public async Task Script_is_compiled_once_and_found_by_the_next_process()
    {
        var first = (await bench.RunAsync(SaysWhichItIs)).Value;
        (await bench.RunAsync(SaysWhichItIs)).Value.ShouldBe(first);
        using var next = bench.Again();
        next.Write("check.csx", "");
        (await next.RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe(first);
        next.Runner.Compilations.ShouldBe(0);
        bench.Runner.Compilations.ShouldBe(1);
    }

    [Fact]
    public async Task Runs_at_once_in_one_process_share_a_compilation()
    {
        bench.Write("check.csx", SaysWhichItIs);
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => bench.RunFileAsync("check.csx"))));
        runs.Select(run => run.Value).Distinct().Count().ShouldBe(1);
        bench.Runner.Compilations.ShouldBe(1);
    }

    [Fact]
    public async Task Runs_at_once_in_several_processes_share_a_compilation()
    {
        bench.Write("check.csx", "class Here;\nLog(\"made as \" + typeof(Here).Assembly.GetName().Name);");
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["run", "check.csx", "--log", "plain"])));
        runs.ShouldAllBe(run => run.ExitCode == 0, string.Join('\n', runs.Select(run => run.Out + run.Error)));
        runs.Select(run => run.Out.Split('\n').Single(line => line.Contains("made as script-", StringComparison.Ordinal)).Split("made as ")[1].Trim()).Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("empty")]
    [InlineData("foreign")]
    [InlineData("another's")]
    public async Task Entry_that_is_damaged_is_made_again(string damage)
    {
        var first = (await bench.RunAsync(SaysWhichItIs)).Value;
        var bytes = await File.ReadAllBytesAsync(Entry, TestContext.Current.CancellationToken);
        switch (damage)
        {
            case "cut": bytes = bytes[..(bytes.Length / 2)]; break;
            case "flipped": bytes[bytes.Length / 2] ^= 0x40; break;
            case "empty": bytes = []; break;
            case "foreign": bytes = "#!/bin/sh\necho no entry\n"u8.ToArray(); break;
            default: bytes = (CacheEntry.Read(bytes)! with { Key = "0123" }).ToBytes(); break;
        }

        await File.WriteAllBytesAsync(Entry, bytes, TestContext.Current.CancellationToken);
        using var next = bench.Again();
        (await next.RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldNotBe(first);
        next.Runner.Compilations.ShouldBe(1);
        CacheEntry.Read(await File.ReadAllBytesAsync(Entry, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Changed_loaded_file_is_compiled_anew(bool inOneProcess)
    {
        bench.Write("lib.csx", "int Answer() => 1;");
        (await bench.RunAsync("#load \"lib.csx\"\nAnswer()")).Value.ShouldBe("1");
        bench.Write("lib.csx", "int Answer() => 2;");
        using var other = bench.Again();
        (await (inOneProcess ? bench : other).RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe("2");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rebuilt_assembly_is_compiled_against_and_run_anew(bool inOneProcess)
    {
        Emitted.Write(bench.PathOf("lib/Depth.dll"), "public static class Depth { public static int Of() => 10; }");
        Emitted.Write(bench.PathOf("lib/Shop.dll"), "public static class Shop { public static int Price() => 1 + Depth.Of(); }", bench.PathOf("lib/Depth.dll"));
        (await bench.RunAsync("#r \"lib/Shop.dll\"\nShop.Price()")).Value.ShouldBe("11");
        Emitted.Write(bench.PathOf("lib/Shop.dll"), "public static class Shop { public static long Price() => 2 + Depth.Of(); }", bench.PathOf("lib/Depth.dll"));
        using var other = bench.Again();
        (await (inOneProcess ? bench : other).RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe("12");
    }

    [Fact]
    public async Task Another_version_of_a_plugin_is_compiled_against_anew()
    {
        var plugin = bench.PathOf("plugins/shop/Runner.Plugins.Shop.dll");
        string Code(int price) => $$"""
            using System.Threading; using System.Threading.Tasks; using Runner.Sdk;
            [assembly: Plugin("shop", ApiVersion = 1, Summary = "Prices")]
            namespace Shops;
            [Action("shop.price")]
            public sealed record Price : IAction<Answer> { public ValueTask<Answer> RunAsync(ActionContext context, CancellationToken cancel) => new(new Answer({{price}})); }
            public sealed record Answer(int Amount);
            """;
        Emitted.Write(plugin, Code(1));
        using var first = new ScriptBench { CacheFolder = bench.CacheFolder, OtherPlugins = [Path.GetDirectoryName(plugin)!] };
        bench.Write("check.csx", "(await Run(new Shop.Price())).Amount");
        (await first.RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe("1");
        var second = bench.PathOf("newer/shop/Runner.Plugins.Shop.dll");
        Emitted.Write(second, Code(2));
        using var next = new ScriptBench { CacheFolder = bench.CacheFolder, OtherPlugins = [Path.GetDirectoryName(second)!] };
        (await next.RunFileAsync(bench.PathOf("check.csx"))).Value.ShouldBe("2");
        next.Runner.Compilations.ShouldBe(1);
    }

    [Fact]
    public async Task Cache_that_cannot_be_written_is_done_without()
    {
        bench.Write("file", "not a folder");
        using var without = new ScriptBench { CacheFolder = bench.PathOf("file/cache") };
        (await without.RunAsync("1 + 1")).Value.ShouldBe("2");
        (await without.RunAsync("1 + 1")).Value.ShouldBe("2");
        without.Runner.Compilations.ShouldBe(1);
        using var nowhere = new ScriptBench { CacheFolder = null };
        (await nowhere.RunAsync("2 + 2")).Value.ShouldBe("4");
    }

    [Fact]
    public async Task Entries_that_were_used_last_stay_and_no_more_than_a_hundred()
    {
        for (var i = 0; i < 130; i++)
        {
            var path = Path.Combine(bench.CacheFolder!, $"{i:x40}.script");
            await File.WriteAllTextAsync(path, "old", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-i - 1));
        }

        var left = Path.Combine(bench.CacheFolder!, $"{1:x40}.script.lock");
        await File.WriteAllTextAsync(left, "", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-1));
        (await bench.RunAsync("1")).Succeeded();
        var names = Directory.GetFiles(bench.CacheFolder!, "*.script").Select(Path.GetFileNameWithoutExtension).ToList();
        names.Count.ShouldBe(ScriptCache.MostEntries);
        names.ShouldContain($"{0:x40}");
        names.ShouldNotContain($"{129:x40}");
        File.Exists(left).ShouldBeFalse();
    }

    [Fact]
    public async Task Entry_that_is_used_is_not_the_next_to_go()
    {
        (await bench.RunAsync("1")).Succeeded();
        File.SetLastWriteTimeUtc(Entry, DateTime.UtcNow.AddDays(-30));
        using var next = bench.Again();
        (await next.RunFileAsync(bench.PathOf("check.csx"))).Succeeded();
        (DateTime.UtcNow - File.GetLastWriteTimeUtc(Entry)).ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Cache_command_lists_and_clears_what_is_kept()
    {
        bench.Write("check.csx", "Log(\"ran\");");
        (await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["run", "check.csx"])).ExitCode.ShouldBe(0);
        var list = await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["cache", "list"]);
        list.ExitCode.ShouldBe(0, list.Error);
        list.Out.ShouldContain($"script\t{bench.PathOf("check.csx")}\t");
        list.Out.ShouldContain("plugin\thttp ");
        var clear = await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["cache", "clear", "scripts"]);
        clear.Out.ShouldStartWith("Removed 1 entry, ");
        (await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["cache", "list"])).Out.ShouldNotContain("script\t");
        (await RunnerProcess.RunAsync(bench.Folder, bench.CacheFolder!, ["cache", "clear", "everything"])).ExitCode.ShouldBe(2);
    }
}
