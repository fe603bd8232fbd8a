using System.CommandLine;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Repl;
using Runner.Cli.Scripts;
using Runner.Engine;

namespace Runner.Cli.Commands;

/// <summary><c>runner repl</c>: C# of scripts, typed and answered line by line.</summary>
static class ReplCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var inputs = new Option<string[]>("--input", "-i") { Description = "A value of Inputs, as name=value; may be repeated", HelpName = "name=value" };
        var envFile = new Option<string?>("--env-file") { Description = "A file with NAME=value lines, for Secret() and Env", HelpName = "file" };
        var inventory = InventoryOption.Create();
        var command = new Command("repl", "Try actions and C# by hand. In a pipe: runs the lines of the input, and ends with 1 when one failed") { inputs, envFile, inventory };
        command.SetAction(parsed => Run(parsed.GetValue(inputs) ?? [], parsed.GetValue(envFile), parsed.GetValue(inventory) ?? [], around, opening));
        Examples.Of(command,
            ("runner repl", "then: var r = await Run(new Http.Get { Url = \"http://localhost\" })"),
            ("runner repl --inventory hosts.yaml", "with hosts: Inventory.Select(\"web\")"),
            ("echo '1 + 1' | runner repl", "prints 2"));
        return command;
    }

    static int Run(string[] inputs, string? envFile, string[] inventory, Surroundings around, WorkspaceOpening opening)
    {
        var variables = EnvironmentFile.Layer(envFile, around);
        var given = InputArguments.Parse(inputs, [], variables, around);
        if (opening.Open(opening.Inventory(inventory, variables)) is not { } workspace) return ExitCode.Invalid;
        using var conversation = new Conversation(workspace, around);
        var request = new RunRequest
        {
            Workflow = ScriptWorkflow.OfInput(around.WorkingDirectory),
            Actions = workspace.Catalogue,
            Inputs = given.Undeclared(),
            Scripts = conversation,
            Variables = variables,
            Inventory = workspace.Inventory,
            Network = workspace.Network,
            Observers = [new ReplObserver(around)],
        };
        // A person's Ctrl-C is for the piece of code that runs.
        var result = WorkflowRunner.RunAsync(request, conversation.IsTyped ? CancellationToken.None : around.Cancel()).GetAwaiter().GetResult();
        return result.Finished.ExitCode != ExitCode.Success ? result.Finished.ExitCode : conversation.HasFailed ? ExitCode.ExpectationFailed : ExitCode.Success;
    }
}
