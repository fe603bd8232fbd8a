using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>
/// What happened on the machines, each thing once. An output that many wrote is kept once; when the different ones together are
/// too many, the rest are told apart by their digests and counted, but not kept.
/// </summary>
/// <param name="mostKept">How many characters of output are kept, all together.</param>
sealed class FleetGroups(int mostKept = FleetGroups.MostKept)
{
    /// <summary>64 MB of memory: some dozens of outputs that are as long as can be.</summary>
    internal const int MostKept = 32 * 1024 * 1024;

    readonly Dictionary<Happening, FleetGroup> groups = [];
    int left = mostKept;

    internal int Count => groups.Count;

    /// <summary>Adds how it ended on one machine.</summary>
    internal void Add(HostEnd end, Value result)
    {
        var (stdout, stderr, truncated) = OutputOf(result);
        var error = end.Error is { } reason ? General(reason, end.Host) : null;
        var how = $"{end.State} {end.ExitCode} {end.Signal} {truncated} {error?.Kind} {error?.Message}";
        var key = new Happening(how, stdout, stderr, IsDropped: false);
        var length = stdout.Length + stderr.Length;
        if (length > left && !groups.ContainsKey(key)) key = new(how, DigestOf(stdout), DigestOf(stderr), IsDropped: true);
        if (!groups.TryGetValue(key, out var group))
        {
            if (!key.IsDropped) left -= length;
            groups.Add(key, group = Make(end, key, truncated));
        }
        else if (group.Hosts.Count == 1 && error is not null)
        {
            // Words about one machine may name it.
            groups[key] = group = group with { Error = error };
        }

        group.Hosts.Add(end.Host);
    }

    /// <summary>The groups: what went well first, then what exited badly, then what failed; the largest first of each.</summary>
    internal IEnumerable<FleetGroup> InOrder() => groups.Count == 1 ? groups.Values : groups.Values.OrderBy(group => group.State).ThenByDescending(group => group.Hosts.Count);

    static FleetGroup Make(HostEnd end, Happening what, bool truncated) => new(end.State)
    {
        ExitCode = end.ExitCode, Signal = end.Signal, Error = end.Error, IsTruncated = truncated, IsDropped = what.IsDropped,
        Stdout = what.IsDropped ? "" : what.Stdout, Stderr = what.IsDropped ? "" : what.Stderr,
    };

    static string DigestOf(string text) => Convert.ToBase64String(SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan())));

    static ErrorInfo General(ErrorInfo error, FleetHost host) => error with
    {
        Message = HostText.Generalize(error.Message, host, error.Target),
        Help = error.Help is { } help ? HostText.Generalize(help, host, error.Target) : null,
    };

    internal static (string Stdout, string Stderr, bool Truncated) OutputOf(Value result)
    {
        if (result.Kind != ValueKind.Object) return ("", "", false);
        var fields = result.AsObject();
        return (Text("stdout"), Text("stderr"), fields.TryGet("truncated", out var truncated) && truncated == Value.True);

        string Text(string name) => fields.TryGet(name, out var text) && text.Kind == ValueKind.String ? text.AsString() : "";
    }

    /// <summary>What happened on a machine, without saying on which.</summary>
    /// <param name="How">How it ended, with all that is said of that.</param>
    /// <param name="Stdout">The command's output, or its digest.</param>
    /// <param name="Stderr">Its standard error, or its digest.</param>
    /// <param name="IsDropped">Whether there are only digests.</param>
    sealed record Happening(string How, string Stdout, string Stderr, bool IsDropped);
}
