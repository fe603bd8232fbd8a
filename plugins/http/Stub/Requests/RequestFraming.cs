using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// What the headers say about where the request ends and about the connection (RFC 9112, section 6). Two words on the same
/// thing are how requests are smuggled past a server: they are refused.
/// </summary>
sealed class RequestFraming(bool http10)
{
    int hosts;

    internal long? ContentLength { get; private set; }

    internal bool Chunked { get; private set; }

    internal bool ExpectsContinue { get; private set; }

    internal bool KeepAlive { get; private set; } = !http10;

    internal void Read(string name, string value)
    {
        switch (name.Length)
        {
            case 4 when Is(name, "Host"):
                if (++hosts > 1) throw new BadRequestException(400, "The request has more than one Host.");
                break;
            case 6 when Is(name, "Expect"):
                if (!Is(value, "100-continue")) throw new BadRequestException(417, $"The expectation {Words.Quote(value)} is not known here.");
                ExpectsContinue = true;
                break;
            case 10 when Is(name, "Connection"):
                foreach (var option in value.AsSpan().Split(','))
                {
                    if (Is(value.AsSpan(option).Trim(), "close")) KeepAlive = false;
                    else if (http10 && Is(value.AsSpan(option).Trim(), "keep-alive")) KeepAlive = true;
                }
                break;
            case 14 when Is(name, "Content-Length"):
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (ContentLength ?? number) != number)
                    throw new BadRequestException(400, "Content-Length is not one number.");
                ContentLength = number;
                break;
            case 17 when Is(name, "Transfer-Encoding"):
                if (Chunked) throw new BadRequestException(400, "The request has more than one Transfer-Encoding.");
                if (!Is(value, "chunked")) throw new BadRequestException(501, $"The transfer coding {Words.Quote(value)} is not known here.");
                Chunked = true;
                break;
        }
    }

    internal void Check()
    {
        if (Chunked && ContentLength is not null) throw new BadRequestException(400, "The request has Content-Length and Transfer-Encoding.");
        if (Chunked && http10) throw new BadRequestException(400, "HTTP/1.0 has no Transfer-Encoding.");
        if (hosts == 0 && !http10) throw new BadRequestException(400, "The request has no Host (RFC 9112, section 3.2).");
    }

    static bool Is(ReadOnlySpan<char> text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
