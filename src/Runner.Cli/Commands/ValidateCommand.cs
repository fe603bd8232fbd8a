using System.CommandLine;
using Runner.Cli.Help;
using Runner.Engine;
using Runner.Workflows.Checked;

namespace Runner.Cli.Commands;

/// <summary><c>runner validate</c>: finds what is wrong with workflows without running them.</summary>
static class ValidateCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var paths = new Argument<string[]>("path") { Description = "Workflow files, or folders with *.yaml and *.yml files", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check workflows without running them") { paths };
        command.SetAction(parsed => Validate(parsed.GetValue(paths)!, around, opening));
        Examples.Of(command,
            ("runner validate check.yaml", "one workflow"),
            ("runner validate workflows/", "every workflow below a folder"));
        return command;
    }

    static int Validate(string[] paths, Surroundings around, WorkspaceOpening opening)
    {
        if (opening.Open() is not { } workspace) return ExitCode.Invalid;
        var files = new List<string>();
        foreach (var path in paths)
        {
            var folder = Path.Combine(around.WorkingDirectory, path);
            if (!Directory.Exists(folder))
            {
                files.Add(path);
                continue;
            }

            var found = Directory.EnumerateFiles(folder, "*.y*ml", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" && Path.GetFileName(file) != Workflows.Configuration.RunnerConfiguration.FileName)
                .Order(StringComparer.Ordinal).Select(file => Path.Combine(path, Path.GetRelativePath(folder, file))).ToList();
            if (found.Count == 0)
            {
                around.Error.WriteLine($"error: {path}: the folder has no *.yaml or *.yml file");
                return ExitCode.Invalid;
            }

            files.AddRange(found);
        }

        var wrong = 0;
        foreach (var file in files)
        {
            if (workspace.Compile(file, out var warnings) is { } workflow) around.Out.WriteLine($"ok    {file}  {CountSteps(workflow)}{CountWarnings(warnings)}");
            else wrong++;
        }

        if (wrong > 0) around.Error.WriteLine($"{wrong} of {files.Count} {(files.Count == 1 ? "workflow" : "workflows")} cannot run");
        return wrong > 0 ? ExitCode.Invalid : ExitCode.Success;
    }

    static string CountWarnings(int warnings) => warnings switch { 0 => "", 1 => ", 1 warning", _ => $", {warnings} warnings" };

    static string CountSteps(CheckedWorkflow workflow)
    {
        var steps = workflow.Jobs.Sum(job => job.Steps.Count);
        return steps == 1 ? "1 step" : $"{steps} steps";
    }
}
