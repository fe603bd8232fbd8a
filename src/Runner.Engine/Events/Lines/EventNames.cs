using Runner.Sdk;

namespace Runner.Engine.Events.Lines;

/// <summary>The words that stand in event lines for types and enumerations. They are a promise: see docs/events.md.</summary>
static class EventNames
{
    internal static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Failure => "failure",
        Outcome.Skipped => "skipped",
        Outcome.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome without a name."),
    };

    internal static Outcome? OutcomeOf(string name) => name switch
    {
        "success" => Outcome.Success,
        "failure" => Outcome.Failure,
        "skipped" => Outcome.Skipped,
        "cancelled" => Outcome.Cancelled,
        _ => null,
    };

    internal static string Of(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "A log level without a name."),
    };

    internal static LogLevel? LogLevelOf(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Info,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => null,
    };
}
