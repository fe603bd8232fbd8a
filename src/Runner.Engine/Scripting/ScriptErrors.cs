using Runner.Engine.Events;
using Runner.Engine.Steps;

namespace Runner.Engine.Scripting;

/// <summary>What an exception that left a script means to whoever runs it.</summary>
public static class ScriptErrors
{
    /// <summary>What it means: Runner's own errors as of any step, others by their type and message.</summary>
    public static ErrorInfo Of(Exception exception)
    {
        var error = StepError.From(exception, "csharp");
        return error.Kind == StepError.Defect ? new("script", $"the script ended with {exception.GetType().Name}: {exception.Message}") : error;
    }
}
