using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Engine.BuiltIn.Programs;
using Runner.Engine.Events;
using Runner.Engine.Scripting;

namespace Runner.Scripting.Isolation;

/// <summary>Why a script's process ended before its script did, for people.</summary>
static partial class ProcessEnd
{
    const int Aborted = 128 + 6;
    const int Killed = 128 + 9;

    /// <summary>Why.</summary>
    /// <param name="exitCode">Its exit code; 128 and the number of the signal that ended it.</param>
    /// <param name="lastWords">What the runtime said before it ended.</param>
    /// <param name="isolation">The limits that it had.</param>
    public static ErrorInfo Explain(int exitCode, IReadOnlyList<string> lastWords, ScriptIsolation isolation)
    {
        var said = lastWords.Count > 0 ? lastWords[0] : "";
        var error = said switch
        {
            _ when said.StartsWith("Out of memory", StringComparison.Ordinal) || said.Contains("OutOfMemoryException", StringComparison.Ordinal) || said.StartsWith("GC heap", StringComparison.Ordinal) => new(ErrorInfo.Memory, "the script ran out of memory"),
            _ when said.StartsWith("Stack overflow", StringComparison.Ordinal) => new("script", "the script's stack overflowed, which ended its process: a method calls itself, directly or not, and does not stop"),
            _ when said.StartsWith("Process terminated", StringComparison.Ordinal) => new("script", $"the script ended its process by Environment.FailFast{Message(said["Process terminated.".Length..], lastWords)}"),
            _ when said.StartsWith("Unhandled exception", StringComparison.Ordinal) => new("script", $"an exception that nothing caught on a thread of the script ended its process: {Exception(said)}"),
            _ when said.StartsWith("Fatal error", StringComparison.Ordinal) => new("script", $"the script's process crashed: {said}{Message("", lastWords)}"),
            _ when exitCode == Killed => new("script", "the script's process was killed (SIGKILL): by somebody, or by the system for want of memory"),
            _ when exitCode == Aborted => new("script", "the script's process crashed (SIGABRT)"),
            _ when SignalNames.OfExitCode(exitCode) is { } signal => new("script", $"the script's process was ended by {signal}"),
            _ => new ErrorInfo("script", string.Create(CultureInfo.InvariantCulture, $"the script's process ended with exit code {exitCode} before the script did: it, or something that it uses, called Environment.Exit"))
            {
                Help = "a script ends by itself: `return` ends it early, an exception fails it",
            },
        };
        return WithLimit(error, isolation) with { Location = lastWords.Select(line => Place().Match(line)).FirstOrDefault(place => place.Success) is { } at ? $"{at.Groups[1].Value}:{at.Groups[2].Value}" : null };
    }

    /// <summary>The same, with the limit that it went over when it did.</summary>
    public static ErrorInfo WithLimit(ErrorInfo error, ScriptIsolation isolation) => error.Kind != ErrorInfo.Memory || isolation.Memory is not { } memory ? error : error with
    {
        Message = $"the script needed more memory than its limit of {ScriptIsolation.FormatMemory(memory)}",
        Help = "raise the limit (--memory, or `memory` of the step), or read large data piece by piece",
    };

    static string Message(string first, IReadOnlyList<string> lastWords)
    {
        var message = first.Trim() is { Length: > 0 } told ? told : lastWords.Count > 1 && !lastWords[1].TrimStart().StartsWith("at ", StringComparison.Ordinal) ? lastWords[1].Trim() : "";
        return message.Length > 0 ? $": {message}" : "";
    }

    // Unhandled exception. System.InvalidOperationException: what it says
    static string Exception(string line) => line["Unhandled exception. ".Length..] is var thrown && thrown.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        ? thrown[(thrown.LastIndexOf('.', colon) + 1)..]
        : thrown;

    // A frame of code whose lines are known: it is the script's, since Runner's and .NET's are not.
    [GeneratedRegex(@" in (.+\.(?:csx|yaml|yml)):line (\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
