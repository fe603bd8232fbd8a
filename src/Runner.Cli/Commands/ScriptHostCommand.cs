using System.CommandLine;
using System.Runtime.InteropServices;
using Runner.Cli.Inputs;
using Runner.Cli.Scripts;
using Runner.Engine;
using Runner.Engine.Scripting;
using Runner.Scripting.Isolation;

namespace Runner.Cli.Commands;

/// <summary><c>runner script-host</c>: runs one script for another Runner, which says over standard input which. People have no use for it.</summary>
static class ScriptHostCommand
{
    public const string Name = "script-host";

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var inventory = InventoryOption.Create();
        var limit = LimitOption.Create();
        var command = new Command(Name, "Run one script for another Runner") { inventory, limit };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetValue(inventory) ?? [], parsed.GetValue(limit), around, opening));
        return command;
    }

    /// <summary>The program that runs one script for this one.</summary>
    /// <param name="inventory">What <c>--inventory</c> names.</param>
    /// <param name="limit">What <c>--limit</c> is.</param>
    /// <param name="around">The working directory.</param>
    public static HostProgram Program(string[] inventory, string? limit, Surroundings around) =>
        HostProgram.OfThisProcess([Name, .. inventory.SelectMany(file => new[] { "--inventory", file }), .. limit is null ? Array.Empty<string>() : [LimitOption.Name, limit]], around.WorkingDirectory);

    static int Run(string[] inventory, string? limit, Surroundings around, WorkspaceOpening opening)
    {
        var (input, output) = ScriptDescriptors.Take();
        var hasSession = ScriptDescriptors.BeginSession();
        using var interrupts = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        // Its own limit is not that of the programs that the script starts.
        Environment.SetEnvironmentVariable(ScriptHost.MemoryVariable, null);
        ScriptHost.Run(input, output, Prepare, () => ScriptDescriptors.End(hasSession));
        // What the script left running in this process ends with it.
        Environment.Exit(ExitCode.Success);
        return ExitCode.Success;

        RunRequest Prepare(HostedScript script)
        {
            try
            {
                var hosts = LimitOption.Apply(limit, opening.Inventory(inventory, script.Variables), around);
                var workspace = opening.Open(hosts) ?? throw new ScriptException(new("script", "the script's process cannot read the project, as the lines above say"));
                return new()
                {
                    Workflow = ScriptWorkflow.OfHosted(script),
                    Actions = workspace.Catalogue,
                    Scripts = new ScriptsWhenNeeded(workspace, CacheFolder.Of("scripts", around)) { Grace = Timeout.InfiniteTimeSpan },
                    Inventory = workspace.Inventory,
                    Network = workspace.Network,
                };
            }
            catch (UsageException e)
            {
                throw new ScriptException(new("script", e.Message) { Help = e.Help }, e);
            }
        }
    }
}
