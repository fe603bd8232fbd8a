using System.CommandLine;
using Runner.Cli.Help;
using Runner.Cli.Files;
using Runner.Cli.Inputs;
using Runner.Cli.Scripts;
using Runner.Engine;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Diagnostics.Rendering;
using Runner.Workflows.Text;

namespace Runner.Cli.Commands;

/// <summary><c>runner validate</c>: finds what is wrong with workflows without running them.</summary>
static class ValidateCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var paths = new Argument<string[]>("path") { Description = "Workflow files, folders with *.yaml and *.yml files, or C# scripts (*.csx), which are compiled", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string>("--format") { Description = "For people, as one JSON document, as SARIF 2.1.0, or as GitHub annotations", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json", "sarif", "github");
        var strict = new Option<bool>("--strict") { Description = "Warnings are failures too" };
        var inventory = InventoryOption.Create();
        var limit = LimitOption.Create();
        var command = new Command("validate", "Check workflows without running them") { paths, format, strict, inventory, limit };
        command.SetAction(parsed => new Validation(parsed.GetValue(format)!, parsed.GetValue(strict), around, opening, parsed.GetValue(inventory) ?? [], parsed.GetValue(limit)).Run(parsed.GetValue(paths)!));
        Examples.Of(command,
            ("runner validate check.yaml", "one workflow"),
            ("runner validate workflows/ --strict", "every workflow below a folder; warnings fail too"),
            ("runner validate . --format sarif > runner.sarif", "for code scanning"));
        return command;
    }

    sealed class Validation(string format, bool strict, Surroundings around, WorkspaceOpening opening, string[] inventory, string? limit)
    {
        readonly List<ValidatedFile> checkedFiles = [];
        readonly HashSet<string> told = [];

        bool IsText => format == "text";

        public int Run(string[] paths)
        {
            if (opening.Diagnostics is { Count: > 0 } configuration) Add(new(configuration.First().Location.Source.Path, configuration), null);
            if (!opening.Diagnostics.HasErrors) CheckAll(paths, opening.OpenChecked(LimitOption.Apply(limit, opening.Inventory(inventory), around)));
            var report = new ValidationReport(checkedFiles);
            switch (format)
            {
                case "json": JsonReport.Write(report, around.Output); break;
                case "sarif": SarifReport.Write(report, RunnerVersion.Text, around.WorkingDirectory, around.Output); break;
                case "github": GitHubReport.Write(report, around.Out); break;
            }

            var wrong = checkedFiles.Count(file => !Passes(file));
            if (wrong > 0 && format is "text" or "github") around.Error.WriteLine(Summary(wrong));
            return wrong > 0 ? ExitCode.Invalid : ExitCode.Success;
        }

        void CheckAll(string[] paths, Workspace workspace)
        {
            var scripts = new ScriptCheck(new(workspace, CacheFolder.Of("scripts", around)), around);
            foreach (var path in paths)
            {
                var files = WorkflowFiles.Named(path, around);
                if (files.Count == 0) Add(NothingIn(path), null);
                foreach (var file in files)
                {
                    var (workflow, found) = ScriptWorkflow.Is(file) ? ReadScript(file) : workspace.Check(file);
                    // The compiler comes in only where there is something to compile.
                    if (workflow is not null && ScriptCheck.HasScripts(workflow)) scripts.Check(workflow, found);
                    Add(new(file, found), workflow);
                }
            }
        }

        (CheckedWorkflow? Workflow, DiagnosticBag Found) ReadScript(string file)
        {
            DiagnosticBag found = [];
            var isThere = SourceFile.Read(Path.Combine(around.WorkingDirectory, file), found, file) is not null;
            return (isThere ? ScriptWorkflow.Of(file, [], around.WorkingDirectory) : null, found);
        }

        static ValidatedFile NothingIn(string folder)
        {
            DiagnosticBag found = [];
            found.Error(DiagnosticCodes.Unreadable, new(new SourceText(folder, ""), default), "the folder has no *.yaml or *.yml file");
            return new(folder, found);
        }

        void Add(ValidatedFile file, CheckedWorkflow? workflow)
        {
            checkedFiles.Add(file);
            if (!IsText) return;
            // What is wrong with an inventory is wrong for every workflow that names hosts.
            DiagnosticPrinter.Print(file.Diagnostics.Where(diagnostic => told.Add(diagnostic.ToString())), around);
            if (workflow is not null && Passes(file)) around.Out.WriteLine($"ok    {file.Path}  {(ScriptWorkflow.Is(file.Path) ? "a script" : CountSteps(workflow))}{CountWarnings(file.Diagnostics.Count)}");
        }

        bool Passes(ValidatedFile file) => strict ? file.Diagnostics.Count == 0 : file.IsValid;

        string Summary(int wrong)
        {
            var share = $"{wrong} of {checkedFiles.Count} {(checkedFiles.Exists(file => ScriptWorkflow.Is(file.Path)) ? "file" : "workflow")}{(checkedFiles.Count == 1 ? "" : "s")}";
            return checkedFiles.Exists(file => !file.IsValid) ? $"{share} cannot run" : $"{share} {(wrong == 1 ? "has" : "have")} warnings, and --strict allows none";
        }

        static string CountWarnings(int warnings) => warnings switch { 0 => "", 1 => ", 1 warning", _ => $", {warnings} warnings" };

        static string CountSteps(CheckedWorkflow workflow)
        {
            var steps = workflow.Jobs.Sum(job => job.Steps.Count);
            return steps == 1 ? "1 step" : $"{steps} steps";
        }
    }
}
