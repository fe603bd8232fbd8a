using System.Globalization;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A request's first line and headers, read strictly (RFC 9112): what is ambiguous is refused.</summary>
readonly record struct RequestHead(StubRequest Request, long ContentLength, bool Chunked, bool ExpectsContinue)
{
    internal static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        var lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var words = lines[0].Split(' ');
        if (words.Length != 3 || !HeaderSyntax.IsName(words[0]) || words[1].Length == 0 || words[2] is not ("HTTP/1.1" or "HTTP/1.0"))
            throw new BadRequestException(400, $"The first line is not METHOD TARGET HTTP/1.1: {Words.Quote(lines[0])}.");

        var keepAlive = words[2] == "HTTP/1.1";
        long? length = null;
        var (chunked, expectsContinue) = (false, false);
        foreach (var line in lines.AsSpan(1))
        {
            if (line.Length == 0) continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !HeaderSyntax.IsName(line.AsSpan(0, colon)))
                throw new BadRequestException(400, $"A header is not NAME: VALUE: {Words.Quote(line)}.");
            var name = line.AsSpan(0, colon);
            var value = line.AsSpan(colon + 1).Trim();
            if (Is(name, "Content-Length"))
            {
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (length ?? number) != number)
                    throw new BadRequestException(400, "Content-Length is not one number.");
                length = number;
            }
            else if (Is(name, "Transfer-Encoding"))
            {
                if (!Is(value, "chunked"))
                    throw new BadRequestException(501, $"The transfer coding {Words.Quote(value.ToString())} is not known here.");
                chunked = true;
            }
            else if (Is(name, "Connection")) keepAlive = Is(value, "close") ? false : Is(value, "keep-alive") || keepAlive;
            else if (Is(name, "Expect")) expectsContinue = Is(value, "100-continue");
        }
        if (chunked && length is not null) throw new BadRequestException(400, "The request has Content-Length and Transfer-Encoding.");
        return new(new(words[0], PathOf(words[1]), words[1], keepAlive), length ?? 0, chunked, expectsContinue);
    }

    static bool Is(ReadOnlySpan<char> text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of <c>/path?query</c>, or of the whole URL that a client may send (RFC 9112, section 3.2.2).</summary>
    static string PathOf(string target)
    {
        if (target[0] != '/' && Uri.TryCreate(target, UriKind.Absolute, out var url)) return Uri.UnescapeDataString(url.AbsolutePath);
        var query = target.AsSpan().IndexOfAny('?', '#');
        return Uri.UnescapeDataString(query < 0 ? target : target[..query]);
    }
}
