using System.Text;
using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>Chooses and makes the observer that shows a run on standard output.</summary>
public static class ReporterFactory
{
    /// <summary>
    /// The format to use: what was asked for; else <see cref="LogFormat.Pretty"/> for a terminal that can redraw lines or
    /// where <c>FORCE_COLOR</c> asks for colours, and <see cref="LogFormat.Plain"/> everywhere else.
    /// </summary>
    /// <param name="requested">What <c>--log</c> says; null without it.</param>
    /// <param name="isTerminal">Whether the output is a terminal.</param>
    /// <param name="environment">The environment's variables by name.</param>
    public static LogFormat Choose(LogFormat? requested, bool isTerminal, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (requested is { } format) return format;
        if (environment("TERM") == "dumb") return LogFormat.Plain;
        if (isTerminal) return LogFormat.Pretty;
        var capabilities = TerminalCapabilities.Detect(isTerminal, Encoding.UTF8, environment, () => TerminalSize.Default);
        return capabilities.Color ? LogFormat.Pretty : LogFormat.Plain;
    }

    /// <summary>Makes the observer. One that is <see cref="IDisposable"/> must be disposed of, also when the run did not end.</summary>
    /// <param name="format">The format.</param>
    /// <param name="output">Where to write, such as standard output. It is flushed but not closed.</param>
    /// <param name="isTerminal">Whether that is a terminal.</param>
    /// <param name="encoding">What a terminal expects; the other formats are always UTF-8.</param>
    /// <param name="environment">The environment's variables by name.</param>
    public static IRunObserver Create(
        LogFormat format, Stream output, bool isTerminal, Encoding encoding, Func<string, string?> environment) =>
        format switch
        {
            LogFormat.Json => new NdjsonReporter(output),
            LogFormat.Plain => new PlainReporter(new StreamWriter(output, new UTF8Encoding(false), bufferSize: 4096, leaveOpen: true)),
            _ => CreateTerminal(output, isTerminal, encoding, environment),
        };

    // Apart, so that a plain run does not load what only the terminal needs.
    static TerminalReporter CreateTerminal(Stream output, bool isTerminal, Encoding encoding, Func<string, string?> environment) =>
        new(
            // A preamble would be a stray character on the screen.
            new StreamWriter(output, encoding is UTF8Encoding ? new UTF8Encoding(false) : encoding, bufferSize: 4096, leaveOpen: true),
            TerminalCapabilities.Detect(
                isTerminal, encoding, environment, isTerminal ? TerminalSize.OfConsole : () => TerminalSize.Default),
            TimeProvider.System);
}
