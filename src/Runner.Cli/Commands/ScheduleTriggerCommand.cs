using System.CommandLine;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Runs;
using Runner.Engine;

namespace Runner.Cli.Commands;

/// <summary><c>runner schedule trigger</c>: a run of a schedule now.</summary>
static class ScheduleTriggerCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var id = ScheduleCommand.Id();
        var inputs = new Option<string[]>("--input", "-i") { Description = "An input, as name=value, over those of the schedule; may be repeated", HelpName = "name=value" };
        var wait = new Option<bool>("--wait", "-w") { Description = "Show what the run says until it ends, and end with its exit code" };
        var log = LogOptions.Log();
        var command = new Command("trigger", "Queue a run of a schedule now, with its inputs; whoever serves runs it. Prints the run's id") { id, inputs, wait, log };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(log) is not null && !parsed.GetValue(wait)) throw new UsageException("--log says how to show what a run says, and nothing is shown", "add --wait");
            return ScheduleCommand.Work(around, opening, createsStore: true, (overview, _, opened) =>
            {
                var schedule = ScheduleCommand.One(overview, parsed.GetValue(id)!, around);
                var given = new Dictionary<string, GivenInput>(StringComparer.OrdinalIgnoreCase);
                foreach (var (name, value) in schedule.Schedule.Inputs) given[name] = new(value);
                foreach (var (name, value) in InputArguments.Parse(parsed.GetValue(inputs) ?? [], [], around.Variables, around).For(schedule.Workflow)) given[name] = value;
                var queued = QueuedInputs.Of(schedule.Workflow, given, around);
                var run = schedule.Trigger(queued.Plain, queued.Secret);
                OpenedStore.Wait(() => opened!.Store.Queue.EnqueueAsync(run, CancellationToken.None));
                if (!parsed.GetValue(wait))
                {
                    around.Out.WriteLine(run.Id);
                    return ExitCode.Success;
                }

                // What the run says has the output to itself.
                around.Error.WriteLine($"run {run.Id}");
                return RunWatch.Follow(opened!, run.Id, LogOptions.FormatOf(parsed.GetValue(log)), around);
            });
        });
        Examples.Of(command,
            ("runner schedule trigger nightly --input deep=true", "a run of it now, by whoever serves"),
            ("runner schedule trigger nightly --wait", "and see how it goes"));
        return command;
    }
}
