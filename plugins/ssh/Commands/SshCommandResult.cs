using System.Text.Json;
using Runner.Plugins.Ssh.Commands;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>How a command ended on the other side, and what it wrote.</summary>
public sealed class SshCommandResult
{
    readonly string target;
    JsonElement? json;

    internal SshCommandResult(string target, SshCommandEnd end, OutputKeeper stdout, OutputKeeper stderr, TimeSpan duration)
    {
        this.target = target;
        ExitCode = end.ExitCode ?? (end.Signal is { } signal ? 128 + (SignalNumbers.Of(signal) ?? 127) : -1);
        Signal = end.Signal is { } name ? $"SIG{name}" : SignalNumbers.NameOf(ExitCode - 128) is { } told ? $"SIG{told}" : null;
        Stdout = stdout.Text();
        Stderr = stderr.Text();
        Truncated = stdout.IsTruncated || stderr.IsTruncated;
        Duration = duration;
    }

    /// <summary>Its exit code; 128 and the signal's number when a signal ended it, as shells say it; -1 when the server did not say.</summary>
    public int ExitCode { get; }

    /// <summary>The signal that ended it, such as SIGKILL; null when it ended by itself.</summary>
    public string? Signal { get; }

    /// <summary>stdout as JSON. Using it is an error when stdout is not JSON.</summary>
    /// <exception cref="ProtocolException">stdout is not JSON.</exception>
    [PresentWhen(nameof(MayBeJson))]
    public JsonElement Json => json ??= ParseJson();

    /// <summary>Its standard output, without the line breaks at the end, as UTF-8.</summary>
    public string Stdout { get; }

    /// <summary>Its standard error, in the same way.</summary>
    public string Stderr { get; }

    /// <summary>Whether there was more output than <c>max-output</c>.</summary>
    public bool Truncated { get; }

    /// <summary>How long it took, with its start.</summary>
    public TimeSpan Duration { get; }

    bool MayBeJson => Stdout.AsSpan().TrimStart() is [(>= '0' and <= '9') or '{' or '[' or '"' or '-' or 't' or 'f' or 'n', ..];

    JsonElement ParseJson()
    {
        try
        {
            return JsonElement.Parse(Stdout);
        }
        catch (JsonException cause)
        {
            var what = Stdout.Length == 0 ? "nothing" : $"no JSON: line {cause.LineNumber + 1}, position {cause.BytePositionInLine + 1}, in {Words.Quote(Stdout)}";
            throw new ProtocolException(target, $"The command on {target} wrote {what}.", cause);
        }
    }
}
