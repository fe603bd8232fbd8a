using System.CommandLine;
using Runner.Reporting;

namespace Runner.Cli.Inputs;

/// <summary><c>--log</c> and <c>--log-file</c>, for the commands that run something.</summary>
static class LogOptions
{
    public static Option<string?> Log()
    {
        var log = new Option<string?>("--log") { Description = "How to show what happens: for people, as plain lines, or as a JSON event a line; by default what fits the output" };
        log.AcceptOnlyFromAmong("pretty", "plain", "json");
        return log;
    }

    public static Option<string?> LogFile() => new("--log-file") { Description = "Also write every event to this file, as JSON lines", HelpName = "file" };

    public static LogFormat? FormatOf(string? log) => log switch
    {
        "pretty" => LogFormat.Pretty,
        "plain" => LogFormat.Plain,
        "json" => LogFormat.Json,
        _ => null,
    };
}
