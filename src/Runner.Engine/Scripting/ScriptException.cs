using Runner.Engine.Events;

namespace Runner.Engine.Scripting;

/// <summary>A script does not compile, or it ended with an exception. The error says which, and where in the script.</summary>
/// <param name="error">What happened, for people.</param>
/// <param name="cause">What the script threw; null when it never ran.</param>
public sealed class ScriptException(ErrorInfo error, Exception? cause = null) : Exception(error.Message, cause)
{
    /// <summary>What happened.</summary>
    public ErrorInfo Error { get; } = error;
}
