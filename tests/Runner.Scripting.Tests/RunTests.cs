using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>Scripts in Runner's own process.</summary>
public sealed class RunTests : ScriptBehaviour
{
    readonly ScriptBench bench = new();

    private protected override ScriptBench Bench => bench;

    [Fact]
    public async Task What_a_script_left_behind_says_nothing_after_it()
    {
        var late = new TaskCompletionSource();
        AppDomain.CurrentDomain.SetData("late", late);
        var run = await bench.RunAsync("""
            _ = Task.Run(async () =>
            {
                await ((TaskCompletionSource)AppDomain.CurrentDomain.GetData("late")!).Task;
                Log("too late");
                try { await Step("too late", () => Task.CompletedTask); }
                finally { AppDomain.CurrentDomain.SetData("over", "yes"); }
            });
            1
            """);
        var seen = run.Events.Count;
        late.SetResult();
        while (AppDomain.CurrentDomain.GetData("over") is null) await Task.Delay(10, TestContext.Current.CancellationToken);
        run.Events.Count.ShouldBe(seen);
    }
}
