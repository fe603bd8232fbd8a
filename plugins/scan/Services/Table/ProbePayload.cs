using System.Globalization;
using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>What a probe sends, with places for the host and the port that it is sent to.</summary>
sealed class ProbePayload(string text)
{
    /// <summary>Stand for what is known only when it is sent; no byte is one of these.</summary>
    internal const char Host = '\uE000', Port = '\uE001';

    readonly byte[]? bytes = text.AsSpan().IndexOfAny(Host, Port) < 0 ? Encoding.Latin1.GetBytes(text) : null;

    /// <summary>The bytes for one peer.</summary>
    /// <param name="host">Its name, or its address with brackets where it is one of IPv6.</param>
    /// <param name="port">Its port.</param>
    internal byte[] For(string host, int port) => bytes ?? Encoding.Latin1.GetBytes(text
        .Replace(Host.ToString(), host, StringComparison.Ordinal)
        .Replace(Port.ToString(), port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
}
