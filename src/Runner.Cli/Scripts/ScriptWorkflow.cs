using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Cli.Scripts;

/// <summary>The workflow that runs one script: a job with one step.</summary>
static class ScriptWorkflow
{
    /// <summary>How the files of scripts end.</summary>
    public const string Extension = ".csx";

    /// <summary>Whether a file on the command line is a script.</summary>
    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes the workflow.</summary>
    /// <param name="path">The script as the user named it.</param>
    /// <param name="args">What the script is told as <c>Args</c>.</param>
    /// <param name="folder">The folder that the path starts from.</param>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static CheckedWorkflow Of(string path, IReadOnlyList<string> args, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        if (!File.Exists(full)) throw new UsageException($"{path}: there is no such file", null);
        var source = new SourceText(path, "") { FullPath = full };
        var here = new SourceLocation(source, default);
        return new()
        {
            Source = source,
            Name = Path.GetFileName(path),
            Jobs =
            [
                new("main",
                [
                    new()
                    {
                        Path = "main/script",
                        Key = "script",
                        Name = Constant(Path.GetFileName(path)),
                        Action = BuiltInActions.Find(BuiltInActions.CSharp)!,
                        Script = new() { File = full, Location = here },
                        With = new([new("file", Constant(full)), new("args", new ConstantTemplate(Value.From([.. args.Select(arg => Value.From(arg))]), here))], here),
                        Location = here,
                    },
                ]) { Location = here },
            ],
        };

        ConstantTemplate Constant(string text) => new(Value.From(text), here);
    }
}
