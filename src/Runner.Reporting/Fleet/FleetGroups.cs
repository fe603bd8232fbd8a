using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>
/// What happened on the machines, each thing once. An output that many wrote is kept once, known by its digest; when the
/// different ones together are too many, the rest are told apart and counted, but not kept.
/// </summary>
/// <param name="mostKept">How many characters of output are kept, all together.</param>
sealed class FleetGroups(int mostKept = FleetGroups.MostKept)
{
    /// <summary>64 MB of memory: some dozens of outputs that are as long as can be.</summary>
    internal const int MostKept = 32 * 1024 * 1024;

    readonly Dictionary<string, FleetGroup> groups = new(StringComparer.Ordinal);
    int left = mostKept;

    internal int Count => groups.Count;

    /// <summary>Adds how it ended on one machine.</summary>
    internal void Add(HostEnd end, Value result)
    {
        var (stdout, stderr, truncated) = OutputOf(result);
        var error = end.Error is { } reason ? General(reason, end.Host) : null;
        var key = KeyOf(end, stdout, stderr, truncated, error);
        if (!groups.TryGetValue(key, out var group)) groups.Add(key, group = Make(end, stdout, stderr, truncated));
        // Words about one machine may name it.
        else if (group.Hosts.Count == 1 && error is not null) groups[key] = group = group with { Error = error };
        group.Hosts.Add(end.Host);
    }

    /// <summary>The groups: what went well first, then what exited badly, then what failed; the largest first of each.</summary>
    internal IEnumerable<FleetGroup> InOrder() => groups.Values.OrderBy(group => group.State).ThenByDescending(group => group.Hosts.Count);

    FleetGroup Make(HostEnd end, string stdout, string stderr, bool truncated)
    {
        var length = stdout.Length + stderr.Length;
        var fits = length <= left;
        if (fits) left -= length;
        return new(end.State) { ExitCode = end.ExitCode, Signal = end.Signal, Error = end.Error, Stdout = fits ? stdout : "", Stderr = fits ? stderr : "", IsTruncated = truncated, IsDropped = !fits };
    }

    static string KeyOf(HostEnd end, string stdout, string stderr, bool truncated, ErrorInfo? error)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{end.State} {end.ExitCode} {end.Signal} {truncated} {stdout.Length} {stderr.Length} {error?.Kind}");
        Add(stdout);
        Add(stderr);
        Add(error?.Message ?? "");
        return Convert.ToBase64String(digest.GetHashAndReset());

        void Add(string text) => digest.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

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
}
