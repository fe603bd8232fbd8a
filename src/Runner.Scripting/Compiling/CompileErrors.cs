using System.Text;
using Runner.Engine.Events;

namespace Runner.Scripting.Compiling;

/// <summary>What is wrong with a script, as one error of the step that runs it.</summary>
static class CompileErrors
{
    const int MostShown = 10;

    public static ErrorInfo Of(IReadOnlyList<ScriptDiagnostic> diagnostics)
    {
        var errors = diagnostics.Where(diagnostic => diagnostic.IsError).ToList();
        var text = new StringBuilder(errors.Count == 1 ? "the script does not compile:" : $"the script does not compile, {errors.Count} errors:");
        foreach (var error in errors.Take(MostShown))
        {
            text.Append($"\n{error.Path}:{error.Line}:{error.Column}: {error.Code}: {error.Message}");
            if (error.SourceLine.Trim().Length == 0) continue;
            text.Append($"\n    {error.SourceLine.Replace('\t', ' ')}\n    {new string(' ', error.Column - 1)}{new string('^', Math.Max(1, error.Length))}");
        }

        if (errors.Count > MostShown) text.Append($"\nand {errors.Count - MostShown} more");
        return new("script", text.ToString()) { Location = $"{errors[0].Path}:{errors[0].Line}:{errors[0].Column}" };
    }
}
