using System.CommandLine;
using System.Text;
using Runner.Cli.Files;
using Runner.Cli.Help;
using Runner.Cli.Scripts;
using Runner.Cli.Templates;
using Runner.Engine;
using Runner.Scripting;

namespace Runner.Cli.Commands;

/// <summary><c>runner new script</c>: a C# script to start from, and what an editor needs to show its errors.</summary>
static class NewScriptCommand
{
    const string Tasks = ".vscode/tasks.json";
    const string OmniSharp = "omnisharp.json";

    // Made for this machine, and made again at will.
    const string Made = ".runner/editor";

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var file = new Argument<string>("file") { Description = $"Where to write it; {ScriptWorkflow.Extension} is added to a name without an ending" };
        var force = new Option<bool>("--force") { Description = "Replace files that exist" };
        var editor = new Option<bool>("--vscode") { Description = $"Also write {Tasks}: tasks that check and run the file that is open, with errors shown in it; and {OmniSharp} with what it names, for completion by OmniSharp. A script that exists is kept, and what is known of plugins is made anew" };
        var command = new Command("script", "Write a C# script to start from; it runs as it is") { file, force, editor };
        command.SetAction(parsed => Write(parsed.GetValue(file)!, parsed.GetValue(force), parsed.GetValue(editor), around, opening));
        Examples.Of(command,
            ("runner new script check", "check.csx"),
            ("runner new script scripts/deploy.csx --vscode", "and tasks for VS Code"));
        return command;
    }

    static int Write(string name, bool force, bool editor, Surroundings around, WorkspaceOpening opening)
    {
        if (name.Length == 0 || name[^1] is '/' || Directory.Exists(Path.Combine(around.WorkingDirectory, name))) throw new UsageException($"'{name}' names a folder; name a file in it", null);
        var file = Path.GetExtension(name).Length == 0 ? name + ScriptWorkflow.Extension : name;
        if (!ScriptWorkflow.Is(file)) throw new UsageException($"{file}: a script's file ends with {ScriptWorkflow.Extension}", "a workflow is made by `runner new workflow`");
        var typed = ShellWord.Of(file);
        var isThere = File.Exists(Path.Combine(around.WorkingDirectory, file));
        if (isThere && !force && !editor) throw new UsageException($"{file} exists", "take another name, or replace it with --force");
        if (!isThere || force) Save(file, ScriptTemplate.Write(typed), around);
        if (editor && !SaveForEditors(force, around, opening)) return ExitCode.Invalid;
        around.Out.WriteLine($"next   runner run {typed}");
        return ExitCode.Success;
    }

    static bool SaveForEditors(bool force, Surroundings around, WorkspaceOpening opening)
    {
        if (opening.Open() is not { } workspace) return false;
        // Who has files of these names has their own settings in them.
        foreach (var (file, text) in new[] { (Tasks, ScriptTemplate.Tasks), (OmniSharp, ScriptTemplate.OmniSharp($"{Made}/{EditorFiles.Response}")) })
        {
            if (force || !File.Exists(Path.Combine(around.WorkingDirectory, file))) Save(file, text, around);
            else around.Out.WriteLine($"kept   {file}");
        }

        Save($"{Made}/.gitignore", "*\n", around);
        try
        {
            EditorFiles.Write(workspace.Catalogue, Path.Combine(around.WorkingDirectory, Made));
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(e.Message, "this is a defect of Runner or of a plugin; scripts run without these files");
        }

        around.Out.WriteLine($"wrote  {Made}/{EditorFiles.Assembly}, {EditorFiles.Response}");
        around.Out.WriteLine("help   VS Code: set \"dotnet.server.useOmnisharp\": true in this folder's settings; other editors: start OmniSharp here");
        return true;
    }

    static void Save(string file, string text, Surroundings around)
    {
        var path = Path.Combine(around.WorkingDirectory, file);
        try
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder && !Directory.Exists(Path.GetDirectoryName(path)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                around.Out.WriteLine($"made   {folder}/");
            }

            if (File.Exists(path)) WholeFile.Replace(path, text);
            else File.WriteAllText(path, text, new UTF8Encoding(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {e.Message}", null);
        }

        around.Out.WriteLine($"wrote  {file}");
    }
}
