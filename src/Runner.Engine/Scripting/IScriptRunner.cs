namespace Runner.Engine.Scripting;

/// <summary>Runs the C# of steps <c>csharp</c>. The engine knows how steps are run and recorded; how code is compiled and loaded is another's.</summary>
public interface IScriptRunner
{
    /// <summary>Runs a script to its end.</summary>
    /// <param name="call">What is run, and what it gets.</param>
    /// <param name="cancel">Ends it: a script that observes it stops.</param>
    /// <exception cref="ScriptException">It does not compile, or it threw.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel);
}
