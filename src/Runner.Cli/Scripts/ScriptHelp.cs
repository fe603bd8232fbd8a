using Runner.Scripting.Compiling;

namespace Runner.Cli.Scripts;

/// <summary>What the compiler's errors mean where a script is concerned: what somebody who is new to them needs to know.</summary>
static class ScriptHelp
{
    /// <summary>Help for an error; null where the compiler's words are enough.</summary>
    public static string? For(ScriptDiagnostic error) => error.Code switch
    {
        "CS0246" or "CS0234" or "CS0400" => "actions are named as in workflows, http.get is `new Http.Get { ... }`: `runner plugins` lists them; other types need a `using`, or `#r` with their assembly",
        "CS0103" => "what scripts find in scope is listed in docs/SCRIPTS.md: Run, Step, Inputs, Args, Log, Expect and more",
        "CS9035" => "the action needs this input: `runner plugins show` with the action's name lists its inputs",
        "CS1504" or "CS2001" => "`#load` starts from the folder of the file that it stands in",
        "CS0006" => "`#r` takes a path from the script's folder, or a package: #r \"nuget: Name, 1.2.3\"",
        "CS4014" => "write `await` before it",
        "CS0118" when error.Message.Contains("namespace", StringComparison.Ordinal) => "an action is made with `new`: await Run(new Http.Get { Url = \"...\" })",
        _ => null,
    };
}
