using Runner.Engine;
using Runner.Store.Queue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;

namespace Runner.Service;

/// <summary>What the service does not know itself: plugins, scripts, where secrets come from. Who composes the program gives it.</summary>
public interface IRunComposer
{
    /// <summary>Reads and checks a workflow. It may be called by several threads at once.</summary>
    /// <param name="path">Its file, absolute.</param>
    /// <param name="shownAs">The file for messages.</param>
    (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) Compile(string path, string shownAs);

    /// <summary>Reads and checks a workflow as it was when a run began.</summary>
    /// <param name="path">Its file, absolute.</param>
    /// <param name="shownAs">The file for messages.</param>
    /// <param name="files">Its text, and those of all that it calls and of its scripts, by absolute path.</param>
    (CheckedWorkflow? Workflow, DiagnosticBag Diagnostics) CompileKept(string path, string shownAs, IReadOnlyDictionary<string, string> files);

    /// <summary>What a run needs, all but its id, journal and observers.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="run">What was asked for.</param>
    /// <exception cref="RunRefusedException">It cannot run: an input does not fit, a secret is not set.</exception>
    RunRequest Compose(CheckedWorkflow workflow, NewRun run);
}

/// <summary>A run cannot begin.</summary>
/// <param name="kind">The kind of the error, such as <c>input</c>.</param>
/// <param name="message">Why, without secrets.</param>
public sealed class RunRefusedException(string kind, string message) : Exception(message)
{
    /// <summary>The kind of the error.</summary>
    public string Kind { get; } = kind;
}
