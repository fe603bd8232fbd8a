using System.Globalization;
using System.Net.WebSockets;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>The negotiation of permessage-deflate (RFC 7692, section 7.1).</summary>
static class Deflate
{
    internal const string Extension = "permessage-deflate";

    const string ServerNoTakeover = "server_no_context_takeover";
    const string ClientNoTakeover = "client_no_context_takeover";
    const string ServerBits = "server_max_window_bits";
    const string ClientBits = "client_max_window_bits";

    /// <summary>What .NET's compression can do; the RFC would allow 8 too.</summary>
    const int SmallestWindow = 9;
    const int LargestWindow = 15;

    internal static string Offer(WebSocketCompression wanted)
    {
        var offer = Extension;
        if (wanted.ClientNoContextTakeover) offer += "; " + ClientNoTakeover;
        if (wanted.ServerNoContextTakeover) offer += "; " + ServerNoTakeover;
        if (wanted.ServerMaxWindowBits < LargestWindow) offer += string.Create(CultureInfo.InvariantCulture, $"; {ServerBits}={wanted.ServerMaxWindowBits}");
        // Without a value it tells that the server may ask for a smaller window than ours.
        offer += "; " + ClientBits;
        if (wanted.ClientMaxWindowBits < LargestWindow) offer += string.Create(CultureInfo.InvariantCulture, $"={wanted.ClientMaxWindowBits}");
        return offer;
    }

    /// <summary>What the server made of the offer.</summary>
    /// <param name="wanted">The offer; null when there was none.</param>
    /// <param name="answer">The server's Sec-WebSocket-Extensions.</param>
    /// <param name="wrong">What is wrong with the answer, for people; null when nothing is.</param>
    /// <returns>What is in force; null for no compression.</returns>
    internal static WebSocketDeflateOptions? Accept(WebSocketCompression? wanted, string answer, out string? wrong)
    {
        wrong = null;
        if (string.IsNullOrWhiteSpace(answer)) return null;
        var extensions = answer.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var parts = extensions[0].Split(';', StringSplitOptions.TrimEntries);
        if (wanted is null || extensions.Length > 1 || !parts[0].Equals(Extension, StringComparison.OrdinalIgnoreCase))
        {
            wrong = $"the extensions {Words.Quote(answer)}, and {(wanted is null ? "none was" : $"{Extension} alone was")} offered";
            return null;
        }
        var options = new WebSocketDeflateOptions
        {
            ClientContextTakeover = !wanted.ClientNoContextTakeover,
            ServerContextTakeover = true,
            ClientMaxWindowBits = wanted.ClientMaxWindowBits,
            ServerMaxWindowBits = LargestWindow,
        };
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, null) : (part[..equals].TrimEnd(), part[(equals + 1)..].Trim().Trim('"'));
            if (seen.Add(name) && Apply(options, wanted, name, value)) continue;
            wrong = $"{Extension} with {Words.Quote(part)}, which does not fit the offer";
            return null;
        }
        return options;
    }

    static bool Apply(WebSocketDeflateOptions options, WebSocketCompression wanted, string name, string? value)
    {
        switch (name)
        {
            case ServerNoTakeover when value is null:
                options.ServerContextTakeover = false;
                return true;
            case ClientNoTakeover when value is null:
                options.ClientContextTakeover = false;
                return true;
            case ServerBits when Bits(value) is { } bits && bits <= wanted.ServerMaxWindowBits:
                options.ServerMaxWindowBits = Math.Max(bits, SmallestWindow); // a larger window reads what a smaller one wrote
                return true;
            case ClientBits when Bits(value) is { } bits and >= SmallestWindow:
                options.ClientMaxWindowBits = Math.Min(bits, wanted.ClientMaxWindowBits);
                return true;
            default: return false;
        }
    }

    static int? Bits(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits is >= 8 and <= LargestWindow ? bits : null;
}
