using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>RFC 862: whoever says back what he hears would look like anything that he is asked for.</summary>
static class EchoService
{
    /// <summary>Shorter ones may be a protocol's answer.</summary>
    const int Least = 16;

    internal static ServiceMatch Match { get; } = new(new("echo", "^", ignoresCase: false), null, null, null);

    internal static bool IsEcho(byte[] sent, string answer) =>
        sent.Length >= Least && answer.Length >= Least && answer.AsSpan(0, Math.Min(answer.Length, sent.Length)).SequenceEqual(Encoding.Latin1.GetString(sent, 0, Math.Min(answer.Length, sent.Length)));
}
