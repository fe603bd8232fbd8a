using Runner.Scripting.Isolation;
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
        return WithStep(Path.GetFileName(path), here, new CheckedScript { File = full, Location = here },
            [new("file", new ConstantTemplate(Value.From(full), here)), new("args", new ConstantTemplate(Value.From([.. args.Select(arg => Value.From(arg))]), here))]);
    }

    /// <summary>Makes the workflow of code that is typed.</summary>
    /// <param name="folder">The folder that paths start from.</param>
    public static CheckedWorkflow OfInput(string folder)
    {
        var here = new SourceLocation(new("input", "") { FullPath = Path.Combine(folder, "input") }, default);
        return WithStep("repl", here, null, [new("script", new ConstantTemplate(Value.From(""), here))]);
    }

    /// <summary>Makes the workflow that runs a script for another process; what the script is, its step is told by that.</summary>
    public static CheckedWorkflow OfHosted(HostedScript script) => WithStep(script.Name, script.Location, null, [new("script", new ConstantTemplate(Value.From(""), script.Location))]);

    static CheckedWorkflow WithStep(string name, SourceLocation here, CheckedScript? script, IReadOnlyList<NamedTemplate> given) => new()
    {
        Source = here.Source,
        Name = name,
        Jobs =
        [
            new("main",
            [
                new()
                {
                    Path = "main/script",
                    Key = "script",
                    Name = new ConstantTemplate(Value.From(name), here),
                    Action = BuiltInActions.Find(BuiltInActions.CSharp)!,
                    Script = script,
                    With = new(given, here),
                    Location = here,
                },
            ]) { Location = here },
        ],
    };
}
