using Runner.Engine.Events;
using static Runner.Reporting.Tests.Samples;

namespace Runner.Reporting.Tests;

public sealed class LiveRegionTests : IDisposable
{
    readonly ManualTime time = new();
    readonly TerminalReporter reporter;
    readonly Screen screen = new(80, 24);
    TerminalSize size = new(80, 24);

    public LiveRegionTests()
    {
        reporter = new(screen, new(Color: true, Unicode: true, Live: true, () => size), time);
        reporter.Observe(new RunStarted("w", "w.yaml", null, 1));
    }

    public void Dispose()
    {
        reporter.Dispose();
        screen.Dispose();
    }

    /// <summary>What is shown below the head of the run.</summary>
    string Shown => screen.Text["\n  w  w.yaml · 1 step\n".Length..].Trim('\n');

    static StepIdentity Step(int number) => new("main/" + number, "Step " + number, "http.get");

    [Fact]
    public void Step_is_shown_as_running_only_after_a_while()
    {
        reporter.Observe(new StepStarted(Ready));
        time.Advance(150);
        Shown.ShouldBe("");
        screen.CursorVisible.ShouldBeTrue();

        time.Advance(100);
        Shown.ShouldBe("  ⠹ GET /ready                                                             0.2s".Replace('⠹', Shown[2]));
        screen.CursorVisible.ShouldBeFalse();
    }

    [Fact]
    public void Fast_run_never_draws_a_running_step()
    {
        for (var number = 1; number <= 20; number++)
        {
            reporter.Observe(new StepStarted(Step(number)));
            time.Advance(100);
            reporter.Observe(Ok(Step(number)));
        }
        // One write for the head and one for each finished step: nothing was drawn and erased.
        screen.Writes.ShouldBe(21);
    }

    [Fact]
    public void Running_step_shows_attempt_wait_countdown_and_progress()
    {
        reporter.Observe(new StepStarted(Ready));
        reporter.Observe(new AttemptStarted(Ready, 1, 5));
        reporter.Observe(new RetryScheduled(Ready, 1, 5, Ms(2000), "down", null));
        time.Advance(504);
        Shown.Split('\n')[1].ShouldStartWith("  ↻ GET /ready  attempt 2 of 5 in 1.5s");
        time.Advance(1008);
        Shown.Split('\n')[1].ShouldStartWith("  ↻ GET /ready  attempt 2 of 5 in 0.5s");

        reporter.Observe(new AttemptStarted(Ready, 2, 5));
        reporter.Observe(new StepProgressed(Ready, "63 of 254 hosts", 0.25));
        time.Advance(84);
        Shown.Split('\n')[1][4..].ShouldStartWith("GET /ready  attempt 2 of 5 · ━━━━━───────────────  25% · 63 of 254 h…");

        screen.Reflow(45);
        size = new(45, 24);
        time.Advance(84);
        Shown.Split('\n')[^1][4..].ShouldStartWith("GET /ready  attempt 2 of 5 · 25%");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-3)]
    [InlineData(7)]
    public void Progress_out_of_range_does_no_harm(double fraction)
    {
        reporter.Observe(new StepStarted(Ready));
        reporter.Observe(new StepProgressed(Ready, "odd", fraction));
        time.Advance(200);
        Shown.ShouldContain("odd");
    }

    [Fact]
    public void Finished_steps_are_printed_above_the_running_ones()
    {
        reporter.Observe(new StepStarted(Step(1)));
        reporter.Observe(new StepStarted(Step(2)));
        time.Advance(252);
        reporter.Observe(Ok(Step(1)));
        time.Advance(84);

        Shown.Split('\n').Select(line => line[4..10]).ShouldBe(["Step 1", "Step 2"]);
        Shown.ShouldStartWith("  ✓ Step 1  200 OK");
    }

    [Fact]
    public void Thousand_running_steps_take_nine_lines()
    {
        for (var number = 1; number <= 1000; number++) reporter.Observe(new StepStarted(Step(number)));
        time.Advance(252);

        var lines = Shown.Split('\n');
        lines.Length.ShouldBe(9);
        lines[^1].ShouldBe("  … and 992 more");
    }

    [Fact]
    public void Very_low_terminal_gets_one_line()
    {
        size = new(80, 3);
        for (var number = 1; number <= 1000; number++) reporter.Observe(new StepStarted(Step(number)));
        time.Advance(252);

        Shown.ShouldBe("  … 1000 running");
    }

    [Fact]
    public void Thousand_events_at_once_are_one_redraw()
    {
        for (var number = 1; number <= 1000; number++) reporter.Observe(new StepStarted(Step(number)));
        time.Advance(252);
        var before = screen.Writes;

        for (var number = 1; number <= 999; number++) reporter.Observe(Ok(Step(number)));
        time.Advance(84);

        (screen.Writes - before).ShouldBe(1);
        var lines = Shown.Split('\n');
        lines.Length.ShouldBe(1000);
        lines[998].ShouldStartWith("  ✓ Step 999");
        lines[999].ShouldContain("Step 1000");
    }

    [Fact]
    public void Frames_come_at_most_twelve_times_a_second()
    {
        reporter.Observe(new StepStarted(Ready));
        time.Advance(1000);
        var before = screen.Writes;
        time.Advance(10_000);
        (screen.Writes - before).ShouldBeInRange(110, 120);
    }

    [Fact]
    public void Narrower_terminal_that_has_wrapped_the_lines_is_erased_whole()
    {
        reporter.Observe(new StepStarted(Ready));
        time.Advance(252);
        screen.Reflow(50);
        size = new(50, 24);
        time.Advance(84);

        Shown.ShouldNotContain("0.2s");
        Shown.Split('\n').ShouldHaveSingleItem().ShouldContain("GET /ready");
    }

    [Fact]
    public void Live_lines_are_gone_after_the_run_and_the_timer_with_them()
    {
        reporter.Observe(new StepStarted(Ready));
        time.Advance(252);
        reporter.Observe(Finished(Outcome.Cancelled, ok: 0, cancelled: 1));

        screen.CursorVisible.ShouldBeTrue();
        Shown.ShouldNotContain("GET /ready");
        time.TimerCount.ShouldBe(0);
    }

    [Fact]
    public void Disposing_before_the_end_gives_the_terminal_back()
    {
        reporter.Observe(new StepStarted(Step(1)));
        reporter.Observe(new StepStarted(Ready));
        time.Advance(252);
        reporter.Observe(Ok(Step(1)));
        reporter.Dispose();

        screen.CursorVisible.ShouldBeTrue();
        Shown.ShouldStartWith("  ✓ Step 1");
        Shown.ShouldNotContain("GET /ready");
        time.TimerCount.ShouldBe(0);
    }

    [Fact]
    public void Terminal_that_is_gone_ends_the_redraws_and_is_met_again_on_the_runs_own_thread()
    {
        var writer = new GoneWriter();
        using var gone = new TerminalReporter(writer, new(Color: true, Unicode: true, Live: true, () => size), time);
        gone.Observe(Started);
        gone.Observe(new StepStarted(Ready));
        writer.IsGone = true;

        time.Advance(500);

        time.TimerCount.ShouldBe(1);
        Should.Throw<IOException>(() => gone.Observe(Ok(Ready)));
    }

    sealed class GoneWriter : StringWriter
    {
        internal bool IsGone { get; set; }

        public override void Flush()
        {
            if (IsGone) throw new IOException("The terminal is gone.");
        }
    }
}
