using System.ComponentModel;
using Runner.Engine.Scripting;
using Runner.Engine.Steps;
using Runner.Sdk;
using Runner.Workflows.Catalogue;

namespace Runner.Engine.BuiltIn;

[Action("csharp"), Description("Runs C#: a file, or what stands in the workflow. It is no sandbox: it may do what Runner may.")]
sealed record CSharp : IAction<ScriptResult>
{
    public static readonly LoadedAction Loaded = LoadedAction.Of<CSharp, ScriptResult>();

    [Description("The code; one of `script` and `file` is given")]
    public string? Script { get; init; }

    [Description("A file with the code, relative to the workflow's folder")]
    public string? File { get; init; }

    [Description("What the script is told as Args")]
    public IReadOnlyList<string> Args { get; init; } = [];

    [Description("Whether it runs in a process of its own, which may crash or be killed without harm to the run")]
    public bool Isolated { get; init; }

    [Description("How much memory its objects may take together, such as 256M; with it, it runs in a process of its own")]
    public string? Memory { get; init; }

    /// <summary>What the step wants of it; null for this process.</summary>
    public ScriptIsolation? Isolation => Memory is { } memory ? new() { Memory = ScriptIsolation.ParseMemory(memory, "memory") } : Isolated ? new() : null;

    public ValueTask<ScriptResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Script is null == File is null) throw new ActionInputException(File is null ? "file" : "script", File is null ? "`file` or `script` is needed: the code to run" : "it does not go with `file`: give one of the two");
        return ((StepContext)context).RunScriptAsync(this, cancel);
    }
}
