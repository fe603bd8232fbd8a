using Runner.Service.Slots;
using Runner.Store.Queue;
using Runner.Store.Schedules;
using Runner.Workflows.Checked;
using Runner.Workflows.Schedules;
using Runner.Workflows.Text;

namespace Runner.Service.Tests;

public sealed class SlotPlanTests
{
    static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Slot_that_has_come_is_to_run()
    {
        var plan = Plan("0 * * * *", Noon.AddMinutes(-1), Noon.AddMilliseconds(3));

        var slot = plan.Slots.ShouldHaveSingleItem();
        (slot.Slot, slot.Wish, slot.Overlap).ShouldBe((Noon, SlotOutcome.Run, SlotOverlap.Skip));
        slot.Run!.DueAt.ShouldBe(Noon);
        plan.NextAt.ShouldBe(Noon.AddHours(1));
    }

    [Fact]
    public void Nothing_is_to_run_before_its_slot() => Plan("0 * * * *", Noon, Noon.AddMinutes(59)).Slots.ShouldBeEmpty();

    [Fact]
    public void Missed_starts_are_left_out_by_default() =>
        Plan("0 * * * *", Noon.AddHours(-3), Noon.AddMinutes(30)).Slots.Where(slot => slot.Wish != SlotOutcome.Missed).ShouldBeEmpty();

    [Fact]
    public void One_run_stands_for_all_that_were_missed()
    {
        var plan = Plan("0 * * * *", Noon.AddHours(-3), Noon.AddMinutes(30), schedule => schedule with { Misfire = ScheduleMisfire.RunOnce });

        plan.Slots.Select(slot => slot.Wish).ShouldBe([SlotOutcome.Missed, SlotOutcome.Missed, SlotOutcome.Run]);
        plan.Slots[^1].Slot.ShouldBe(Noon);
        plan.Slots[^1].Run!.DueAt.ShouldBe(Noon.AddMinutes(30));
    }

    [Fact]
    public void A_start_that_is_due_stands_for_those_that_were_missed() =>
        Plan("0 * * * *", Noon.AddHours(-3), Noon, schedule => schedule with { Misfire = ScheduleMisfire.RunOnce })
            .Slots.Select(slot => slot.Wish).ShouldBe([SlotOutcome.Missed, SlotOutcome.Missed, SlotOutcome.Run]);

    [Fact]
    public void Each_that_was_missed_is_made_up_for_one_after_the_other()
    {
        var plan = Plan("0 * * * *", Noon.AddHours(-3), Noon.AddMinutes(30), schedule => schedule with { Misfire = ScheduleMisfire.RunAll });

        plan.Slots.Select(slot => (slot.Slot, slot.Wish)).ShouldBe([(Noon.AddHours(-2), SlotOutcome.Run), (Noon.AddHours(-1), SlotOutcome.Run), (Noon, SlotOutcome.Run)]);
        plan.Slots.ShouldAllBe(slot => slot.Overlap == SlotOverlap.Queue);
    }

    [Theory, InlineData(ScheduleOverlap.Skip), InlineData(ScheduleOverlap.Queue), InlineData(ScheduleOverlap.Cancel), InlineData(ScheduleOverlap.Allow)]
    public void Starts_that_are_all_made_up_for_wait_for_each_other_whatever_overlap_says(ScheduleOverlap overlap)
    {
        var plan = Plan("0 * * * *", Noon.AddHours(-3), Noon.AddMinutes(30), schedule => schedule with { Misfire = ScheduleMisfire.RunAll, Overlap = overlap });

        plan.Slots.Count.ShouldBe(3);
        plan.Slots.ShouldAllBe(slot => slot.Overlap == SlotOverlap.Queue);
    }

    [Fact]
    public void Starts_older_than_the_window_are_given_up()
    {
        var plan = Plan("0 * * * *", Noon.AddHours(-10), Noon.AddMinutes(30), schedule => schedule with { Misfire = ScheduleMisfire.RunAll, MisfireWindow = TimeSpan.FromHours(2) });

        plan.Slots.Where(slot => slot.Wish == SlotOutcome.Run).Select(slot => slot.Slot).ShouldBe([Noon.AddHours(-1), Noon]);
        plan.Slots[0].Wish.ShouldBe(SlotOutcome.Missed);
    }

    [Fact]
    public void Years_that_were_missed_are_decided_in_bounded_time_and_number()
    {
        var plan = Plan("* * * * * *", Noon.AddYears(-5), Noon, schedule => schedule with { Misfire = ScheduleMisfire.RunAll, MisfireWindow = TimeSpan.FromDays(365) });

        plan.Slots.Count.ShouldBeLessThanOrEqualTo(SlotPlan.MostMissed + 61);
    }

    [Fact]
    public void A_minute_of_lateness_is_none()
    {
        var plan = Plan("*/10 * * * * *", Noon.AddSeconds(-30), Noon);

        plan.Slots.Select(slot => slot.Wish).ShouldBe([SlotOutcome.Run, SlotOutcome.Run, SlotOutcome.Run]);
    }

    [Fact]
    public void Nothing_starts_within_a_maintenance_window()
    {
        var window = new MaintenanceWindow { From = Noon.AddMinutes(-5), To = Noon.AddMinutes(5), Workflows = ["a"] };

        Plan("0 * * * *", Noon.AddMinutes(-1), Noon, maintenance: window).Slots.ShouldHaveSingleItem().Wish.ShouldBe(SlotOutcome.Maintenance);
        Plan("0 * * * *", Noon.AddMinutes(-1), Noon, maintenance: window with { Workflows = ["b"] }).Slots.ShouldHaveSingleItem().Wish.ShouldBe(SlotOutcome.Run);
    }

    [Theory]
    [InlineData(ScheduleOverlap.Queue, SlotOverlap.Queue)]
    [InlineData(ScheduleOverlap.Cancel, SlotOverlap.Cancel)]
    [InlineData(ScheduleOverlap.Allow, SlotOverlap.Allow)]
    public void Overlap_is_the_schedules(ScheduleOverlap written, SlotOverlap expected) =>
        Plan("0 * * * *", Noon.AddMinutes(-1), Noon, schedule => schedule with { Overlap = written }).Slots.ShouldHaveSingleItem().Overlap.ShouldBe(expected);

    [Fact]
    public void Jitter_delays_the_run_and_not_the_slot()
    {
        var slot = Plan("0 * * * *", Noon.AddMinutes(-1), Noon, schedule => schedule with { Jitter = TimeSpan.FromMinutes(10) }).Slots.ShouldHaveSingleItem();

        slot.Slot.ShouldBe(Noon);
        slot.Run!.DueAt.ShouldBeInRange(Noon, Noon.AddMinutes(10));
    }

    static SlotDecision Plan(string cron, DateTimeOffset decidedUntil, DateTimeOffset now, Func<CheckedSchedule, CheckedSchedule>? change = null, MaintenanceWindow? maintenance = null)
    {
        var source = new SourceText("workflows/a.yaml", "");
        var schedule = new CheckedSchedule { Cron = cron, Timezone = TimeZoneInfo.Utc, Location = new(source, default) };
        var workflow = new CheckedWorkflow { Source = source, Name = "a", Jobs = [], Schedules = [change?.Invoke(schedule) ?? schedule] };
        return SlotPlan.Make(new(new() { File = "workflows/a.yaml" }, workflow, 0), decidedUntil, now, maintenance is null ? [] : [maintenance],
            (slot, due, _) => new NewRun { Workflow = "a", File = "workflows/a.yaml", Folder = "/", Project = "/", DueAt = due, Slot = slot });
    }
}
