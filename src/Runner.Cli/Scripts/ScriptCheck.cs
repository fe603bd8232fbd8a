using Runner.Engine.Scripting;
using Runner.Scripting.Compiling;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Cli.Scripts;

/// <summary>Compiles the scripts of workflows before they run, and tells what is wrong at the place where the user wrote it.</summary>
/// <param name="scripts">What compiles them, and then has them ready.</param>
/// <param name="around">Says what is being done, to a person who waits for it.</param>
sealed class ScriptCheck(ScriptsWhenNeeded scripts, Surroundings around)
{
    readonly HashSet<CheckedScript> known = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, SourceText> sources = new(StringComparer.Ordinal);

    /// <summary>Whether a workflow, or one that it calls, has scripts whose code is known.</summary>
    public static bool HasScripts(CheckedWorkflow workflow)
    {
        foreach (var job in workflow.Jobs)
        {
            foreach (var step in job.Steps)
                if (step.Script is not null || step.Call is { } call && HasScripts(call.Workflow)) return true;
            foreach (var step in job.Finally)
                if (step.Script is not null || step.Call is { } call && HasScripts(call.Workflow)) return true;
        }

        return false;
    }

    /// <summary>Checks every script of a workflow and of those that it calls.</summary>
    public void Check(CheckedWorkflow workflow, DiagnosticBag diagnostics)
    {
        var folder = Path.GetDirectoryName(workflow.Source.FullPath)!;
        foreach (var step in workflow.Jobs.SelectMany(job => job.Steps.Concat(job.Finally)))
        {
            if (step.Call is { } call) Check(call.Workflow, diagnostics);
            if (step.Script is { } script && known.Add(script)) Check(script, folder, diagnostics);
        }
    }

    void Check(CheckedScript script, string folder, DiagnosticBag diagnostics)
    {
        IReadOnlyList<ScriptDiagnostic> errors;
        var name = Path.GetFileName(script.File ?? script.Location.Source.Path);
        var isSeen = false;
        try
        {
            errors = scripts.Prepare(script, folder, Announce, CancellationToken.None);
        }
        catch (ScriptException e)
        {
            diagnostics.Error(DiagnosticCodes.NoSuchScript, script.Location, e.Error.Message);
            return;
        }
        finally
        {
            if (isSeen) around.Error.Write("\r\e[K");
        }

        foreach (var error in errors) diagnostics.Error(DiagnosticCodes.ScriptError, LocationOf(error, script), $"{error.Code}: {error.Message.TrimEnd('.')}", ScriptHelp.For(error));

        void Announce()
        {
            isSeen = around.IsTerminal() && around.Variables("TERM") != "dumb";
            if (isSeen) around.Error.Write($"compiling {name} ...");
        }
    }

    SourceLocation LocationOf(ScriptDiagnostic error, CheckedScript script)
    {
        if (error.Start is { } start && script.LocationOf is { } locate) return locate(new(start, error.Length));
        if (!sources.TryGetValue(error.Path, out var source))
        {
            var shown = error.Path == script.File && ScriptWorkflow.Is(script.Location.Source.Path) ? script.Location.Source.Path : Shown(error.Path);
            sources.Add(error.Path, source = new(shown, ReadAgain(error.Path)) { FullPath = error.Path });
        }

        return source.Content.Length == 0 ? new(source, default) : new(source, new(source.OffsetOf(Math.Min(error.Line, source.Content.AsSpan().Count('\n') + 1), error.Column), error.Length));
    }

    string Shown(string path) => Path.GetRelativePath(around.WorkingDirectory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    static string ReadAgain(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // it has been compiled a moment ago: without its lines, the place is told as well
        }
    }
}
