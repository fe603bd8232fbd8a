using Runner.Workflows.Text;

namespace Runner.Workflows.Diagnostics;

/// <summary>Something found wrong before anything ran.</summary>
/// <param name="Code">The stable code, such as <c>RUN0203</c>; see <see cref="DiagnosticCodes"/>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Location">Where.</param>
/// <param name="Message">What is wrong, in one line without a full stop.</param>
/// <param name="Help">What would be right; null when the message says it.</param>
public sealed record Diagnostic(string Code, Severity Severity, SourceLocation Location, string Message, string? Help = null)
{
    /// <summary><c>file:line:column: error RUN0203: message</c>.</summary>
    public override string ToString() => $"{Location}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
}
