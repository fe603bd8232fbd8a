using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>The opening of a WebSocket, as the server sees it (RFC 6455, section 4.2; compression: RFC 7692).</summary>
static class WebSocketHandshake
{
    const string Compression = "permessage-deflate";

    /// <summary>What the answer says, and how to speak from then on.</summary>
    internal readonly record struct Agreement(string Answer, WebSocketCreationOptions Options);

    /// <summary>Agrees to a client's request; an answer that says what is wrong with it otherwise.</summary>
    internal static StubAnswer? Refusal(StubRequest request)
    {
        if (!Lists(request.Header("Upgrade"), "websocket") || !Lists(request.Header("Connection"), "upgrade"))
            return Refuse(426, "This route speaks WebSocket: connect with ws:// or wss://.", new("Upgrade", "websocket"), new("Connection", "Upgrade"));
        if (request.Header("Sec-WebSocket-Version") != "13")
            return Refuse(426, "This server speaks version 13 of WebSocket.", new("Sec-WebSocket-Version", "13"), new("Upgrade", "websocket"), new("Connection", "Upgrade"));
        Span<byte> key = stackalloc byte[16];
        if (request.IsHttp10 || request.Method != "GET" || request.Header("Sec-WebSocket-Key") is not { Length: 24 } text
            || !Convert.TryFromBase64String(text, key, out var length) || length != 16)
            return Refuse(400, "A WebSocket opens with GET, HTTP/1.1 and a Sec-WebSocket-Key of 16 bytes.");
        return null;
    }

    /// <summary>Agrees to what a client wants, as far as the route does.</summary>
    internal static Agreement Agree(StubRequest request, StubRoute route, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var offered = (request.Header("Sec-WebSocket-Protocol") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var protocol = Array.Find(offered, each => route.Subprotocols?.Contains(each) == true);
        var compression = Compress(request.Header("Sec-WebSocket-Extensions"), out var extension);

        var answer = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        answer.Append("Sec-WebSocket-Accept: ").Append(Accept(request.Header("Sec-WebSocket-Key")!)).Append("\r\n");
        if (protocol is not null) answer.Append("Sec-WebSocket-Protocol: ").Append(protocol).Append("\r\n");
        if (extension is not null) answer.Append("Sec-WebSocket-Extensions: ").Append(extension).Append("\r\n");
        foreach (var (name, value) in headers) answer.Append(name).Append(": ").Append(value).Append("\r\n");
        answer.Append("\r\n");

        return new(answer.ToString(), new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = protocol,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = compression,
        });
    }

    /// <summary>
    /// The first offer of compression that can be taken. Neither side keeps a window between messages: ten thousand idle
    /// connections would keep as many.
    /// </summary>
    static WebSocketDeflateOptions? Compress(string? header, out string? agreed)
    {
        agreed = null;
        foreach (var offer in (header ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var parameters = offer.Split(';', StringSplitOptions.TrimEntries);
            if (parameters[0] != Compression) continue;
            var serverBits = 15;
            var known = true;
            foreach (var parameter in parameters.AsSpan(1))
            {
                if (parameter.StartsWith("server_max_window_bits=", StringComparison.Ordinal))
                    known &= int.TryParse(parameter.AsSpan(parameter.IndexOf('=', StringComparison.Ordinal) + 1).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out serverBits)
                        && serverBits is >= 9 and <= 15;
                else known &= parameter is "server_no_context_takeover" or "client_no_context_takeover" or "client_max_window_bits"
                    || parameter.StartsWith("client_max_window_bits=", StringComparison.Ordinal);
            }
            if (!known) continue;
            agreed = $"{Compression}; server_no_context_takeover; client_no_context_takeover{(serverBits < 15 ? $"; server_max_window_bits={serverBits}" : "")}";
            return new() { ServerContextTakeover = false, ClientContextTakeover = false, ServerMaxWindowBits = serverBits };
        }
        return null;
    }

    static string Accept(string key)
    {
#pragma warning disable CA5350 // The handshake is made of SHA-1; it protects nothing.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }

    static bool Lists(string? header, string option) =>
        header is not null && Array.Exists(header.Split(','), each => each.Trim().Equals(option, StringComparison.OrdinalIgnoreCase));

    static StubAnswer Refuse(int status, string message, params KeyValuePair<string, string>[] headers) => ErrorAnswer.Of(status, message, headers, null);
}
