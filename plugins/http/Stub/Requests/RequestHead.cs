using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A request's first line and headers, read strictly (RFC 9112): what two servers could read differently is refused.</summary>
readonly record struct RequestHead(StubRequest Request, long ContentLength, bool Chunked, bool ExpectsContinue)
{
    /// <summary>Reads a head, with the empty line at its end. Its lines end with CR LF.</summary>
    /// <exception cref="BadRequestException">It is none, or it is ambiguous.</exception>
    internal static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        var end = text.IndexOf("\r\n", StringComparison.Ordinal);
        var (method, target, http10) = FirstLine(text[..end]);
        var (path, query) = PathAndQuery(method, target);

        var framing = new RequestFraming(http10);
        var headers = new List<KeyValuePair<string, string>>(8);
        for (var start = end + 2; start < text.Length - 2; start = end + 2)
        {
            end = text.IndexOf("\r\n", start, StringComparison.Ordinal);
            var colon = text.IndexOf(':', start, end - start);
            if (colon < 0 || !HeaderSyntax.IsName(text.AsSpan(start, colon - start)))
                throw new BadRequestException(400, $"A header is not NAME: VALUE: {Words.Quote(text[start..end])}.");
            var value = text.AsSpan(colon + 1, end - colon - 1).Trim(" \t");
            if (!HeaderSyntax.IsValue(value)) throw new BadRequestException(400, $"A header has a control character: {Words.Quote(text[start..end])}.");
            var header = new KeyValuePair<string, string>(text[start..colon], value.ToString());
            framing.Read(header.Key, header.Value);
            headers.Add(header);
        }
        framing.Check();

        var request = new StubRequest
        {
            Method = method,
            Target = target,
            EscapedPath = path,
            EscapedQuery = query,
            Headers = headers,
            IsHttp10 = http10,
            KeepAlive = framing.KeepAlive,
        };
        return new(request, framing.ContentLength ?? 0, framing.Chunked, framing.ExpectsContinue && !http10);
    }

    static (string Method, string Target, bool IsHttp10) FirstLine(string line)
    {
        var method = line.IndexOf(' ', StringComparison.Ordinal);
        var version = line.LastIndexOf(' ');
        if (method <= 0 || version <= method + 1 || !HeaderSyntax.IsName(line.AsSpan(0, method))
            || HasSpaceOrControl(line.AsSpan(method + 1, version - method - 1))
            || line.AsSpan(version + 1) is not ("HTTP/1.1" or "HTTP/1.0"))
            throw new BadRequestException(400, $"The first line is not METHOD TARGET HTTP/1.1: {Words.Quote(line)}.");
        return (line[..method], line[(method + 1)..version], line.EndsWith('0'));
    }

    static bool HasSpaceOrControl(ReadOnlySpan<char> target)
    {
        foreach (var each in target)
        {
            if (each is <= ' ' or '\u007f') return true;
        }

        return false;
    }

    /// <summary>The path and the query of <c>/path?query</c>, or of the whole URL that a client may send (RFC 9112, section 3.2).</summary>
    static (string Path, string Query) PathAndQuery(string method, string target)
    {
        var start = 0;
        if (target[0] != '/')
        {
            if (target == "*" && method == "OPTIONS") return (target, "");
            if (method == "CONNECT") throw new BadRequestException(501, "This server is no proxy.");
            var scheme = target.IndexOf("://", StringComparison.Ordinal);
            if (scheme <= 0 || !Uri.TryCreate(target, UriKind.Absolute, out _))
                throw new BadRequestException(400, $"The target is neither a path nor a URL: {Words.Quote(target)}.");
            start = target.AsSpan(scheme + 3).IndexOfAny('/', '?', '#') is var slash and >= 0 ? scheme + 3 + slash : target.Length;
        }
        var fragment = target.IndexOf('#', start);
        var end = fragment < 0 ? target.Length : fragment;
        var question = target.IndexOf('?', start, end - start);
        var path = target[start..(question < 0 ? end : question)];
        return (path.Length == 0 ? "/" : path, question < 0 ? "" : target[(question + 1)..end]);
    }
}
