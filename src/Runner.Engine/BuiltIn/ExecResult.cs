using System.ComponentModel;
using System.Text.Json;
using Runner.Engine.BuiltIn.Programs;
using Runner.Sdk;

namespace Runner.Engine.BuiltIn;

/// <summary>How a program ended, and what it wrote.</summary>
sealed class ExecResult
{
    readonly string program;
    JsonElement? json;

    internal ExecResult(int exitCode, OutputBuffer stdout, OutputBuffer stderr, TimeSpan duration, string program)
    {
        ExitCode = exitCode;
        Stdout = stdout.Text();
        Stderr = stderr.Text();
        Truncated = stdout.IsTruncated || stderr.IsTruncated;
        Duration = duration;
        this.program = program;
    }

    [Description("The program's exit code; 128 and the signal's number when a signal ended it, as shells say it")]
    public int ExitCode { get; }

    [Description("The signal that ended it, such as SIGKILL; null when it ended by itself")]
    public string? Signal => SignalNames.OfExitCode(ExitCode);

    [Description("stdout as JSON. Using it is an error when stdout is not JSON")]
    [PresentWhen(nameof(MayBeJson))]
    public JsonElement Json => json ??= ParseJson();

    [Description("Its standard output, without the line breaks at the end, as UTF-8")]
    public string Stdout { get; }

    [Description("Its standard error, in the same way")]
    public string Stderr { get; }

    [Description("Whether there was more output than `max-output`")]
    public bool Truncated { get; }

    [Description("How long it ran")]
    public TimeSpan Duration { get; }

    bool MayBeJson => Stdout.AsSpan().TrimStart() is [(>= '0' and <= '9') or '{' or '[' or '"' or '-' or 't' or 'f' or 'n', ..];

    JsonElement ParseJson()
    {
        try
        {
            return JsonElement.Parse(Stdout);
        }
        catch (JsonException e)
        {
            var start = Stdout.Length > 80 ? Stdout[..80] : Stdout;
            var what = Stdout.Length == 0 ? "nothing" : $"no JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}, in a text that starts with '{start.ReplaceLineEndings(" ")}'";
            throw new ProtocolException(program, $"{program} wrote {what}.", e);
        }
    }
}
