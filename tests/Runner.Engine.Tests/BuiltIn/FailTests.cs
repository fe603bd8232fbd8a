using Runner.Engine.Events;
using Runner.Engine.Tests.Fixtures;

namespace Runner.Engine.Tests.BuiltIn;

public sealed class FailTests
{
    [Fact]
    public async Task Fail_ends_the_run_with_its_message_and_nothing_else()
    {
        var run = await new Bench().RunAsync("steps: [{ id: stop, uses: fail, with: { message: \"only ${{ 1 }} left\" } }]");

        run.Step("stop").Error.ShouldBe(new ErrorInfo("failed", "only 1 left"));
        run.Finished.ExitCode.ShouldBe(ExitCode.StepFailed);
        run.Of<StepLogged>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Fail_is_not_tried_again() =>
        (await new Bench().RunAsync("steps: [{ id: stop, uses: fail, with: { message: no }, retry: { attempts: 3 } }]")).Step("stop").Attempts.ShouldBe(1);
}
