using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>Scripts of runs that were stopped while they ran.</summary>
public sealed class InterruptedScriptTests : IDisposable
{
    readonly ScriptBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory, InlineData("", Outcome.Failure, 1), InlineData("on-interrupt: retry", Outcome.Success, 2)]
    [Trait("guarantee", "20")]
    public async Task Script_is_one_step_and_begins_anew_where_it_may_be_repeated(string key, Outcome outcome, int times)
    {
        bench.Write("main.csx", """
            await Step("first", () => { System.IO.File.AppendAllText("EFFECTS", "first\n"); return Task.CompletedTask; });
            if (System.IO.File.ReadAllLines("EFFECTS").Length < 2)
            {
                Log("stop me");
                await Task.Delay(System.Threading.Timeout.Infinite, Cancel);
            }
            """.Replace("EFFECTS", bench.PathOf("effects"), StringComparison.Ordinal));
        using var suspend = new CancellationTokenSource();
        bench.Watch = seen =>
        {
            if (seen is StepLogged { Message: "stop me" }) ThreadPool.QueueUserWorkItem(_ => suspend.Cancel());
        };
        bench.With = request => request with { Suspend = suspend.Token };
        var before = await bench.RunFileAsync("main.csx", key);
        before.Result.Suspended.ShouldNotBeNull();

        bench.With = request => request with { RunId = before.Events[0].RunId, History = RunHistory.Of(before.Events) };
        var after = await bench.RunFileAsync("main.csx", key);

        after.Result.Finished.Outcome.ShouldBe(outcome);
        File.ReadAllLines(bench.PathOf("effects")).Length.ShouldBe(times);
        if (outcome == Outcome.Failure) after.Step("script").Error!.Kind.ShouldBe("interrupted");
    }
}
