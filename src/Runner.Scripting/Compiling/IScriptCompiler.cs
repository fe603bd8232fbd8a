namespace Runner.Scripting.Compiling;

/// <summary>Turns a script into an assembly. The one implementation is in an assembly of its own, with Roslyn beside it, and comes in only when a script is new.</summary>
interface IScriptCompiler
{
    /// <summary>Compiles.</summary>
    /// <param name="source">The script.</param>
    /// <param name="references">What it may use.</param>
    /// <param name="cancel">Gives up.</param>
    CompiledScript Compile(ScriptSource source, ScriptReferences references, CancellationToken cancel);

    /// <summary>Begins code that comes piece by piece.</summary>
    /// <param name="folder">Where <c>#load</c> and <c>#r</c> start from.</param>
    /// <param name="references">What it may use.</param>
    IScriptConversation Begin(string folder, ScriptReferences references);

    /// <summary>Writes an assembly that shows editors what scripts find in scope, with its documentation beside it.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="references">What scripts may use.</param>
    /// <returns>The type whose members and classes are in scope.</returns>
    string WriteEditorAssembly(string path, ScriptReferences references);
}
