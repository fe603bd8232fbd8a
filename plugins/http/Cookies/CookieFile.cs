using System.Globalization;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// A cookies.txt: a line for each cookie, of seven fields with tabs between them (domain, whether hosts below it get it, path,
/// whether TLS is needed, end in seconds since 1970 or 0, name, value). Lines that start with # are comments, but for #HttpOnly_.
/// </summary>
sealed class CookieFile
{
    const string HttpOnlyMark = "#HttpOnly_";
    const int Largest = 4 * 1024 * 1024;

    readonly string path;

    internal CookieFile(string path)
    {
        this.path = RegularFile.FullPath(path, Environment.CurrentDirectory, "cookie-jar");
        if (RegularFile.WhyNot(this.path) is { } reason) throw Wrong(reason, "give a file, such as cookies.txt");
        // What a link leads to is written, and the link stays.
        if (Exists) this.path = File.ResolveLinkTarget(this.path, returnFinalTarget: true)?.FullName ?? this.path;
        if (!Directory.Exists(Path.GetDirectoryName(this.path))) throw Wrong("is in a folder that does not exist", "make the folder, or give another one");
    }

    internal bool Exists => File.Exists(path);

    internal List<HttpCookie> Read()
    {
        var cookies = new List<HttpCookie>();
        if (!Exists) return cookies;
        try
        {
            var bytes = RegularFile.Read(path, Largest) ?? throw Wrong($"is larger than {Words.Bytes(Largest)}", "is it a cookie file?");
            using var text = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
            var number = 0;
            while (text.ReadLine() is { } line)
            {
                number++;
                if (line.Length == 0 || (line[0] == '#' && !line.StartsWith(HttpOnlyMark, StringComparison.Ordinal))) continue;
                cookies.Add(Cookie(line) ?? throw Wrong(
                    $"is no cookie file: line {number} does not have the seven fields of Netscape's format", "give a cookies.txt as curl -c or a browser's export writes it"));
            }
            return cookies;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"cannot be read ({cause.Message})", "is it there, and yours?", cause);
        }
    }

    internal void Write(IReadOnlyList<HttpCookie> cookies)
    {
        var text = new StringBuilder("# Netscape HTTP Cookie File\n# Whoever has these cookies may be logged in as you.\n\n");
        foreach (var cookie in cookies)
        {
            // One that would break its line would make the whole file unreadable.
            if (!$"{cookie.Domain}{cookie.Path}{cookie.Name}{cookie.Value}".Any(char.IsControl)) text.Append(Line(cookie)).Append('\n');
        }
        try
        {
            PrivateFile.Replace(path, file => file.Write(Encoding.UTF8.GetBytes(text.ToString())));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"cannot be written ({cause.Message})", "the cookies of this session are lost", cause);
        }
    }

    static string Line(HttpCookie cookie) => string.Join(
        '\t',
        (cookie.HttpOnly ? HttpOnlyMark : "") + (cookie.HostOnly ? "" : ".") + cookie.Domain,
        cookie.HostOnly ? "FALSE" : "TRUE",
        cookie.Path,
        cookie.Secure ? "TRUE" : "FALSE",
        (cookie.Expires?.ToUnixTimeSeconds() ?? 0).ToString(CultureInfo.InvariantCulture),
        cookie.Name,
        cookie.Value);

    static HttpCookie? Cookie(string line)
    {
        var httpOnly = line.StartsWith(HttpOnlyMark, StringComparison.Ordinal);
        var fields = (httpOnly ? line[HttpOnlyMark.Length..] : line).Split('\t');
        // An empty value at the end of a line loses its tab in some editors.
        if (fields.Length is not (6 or 7) || fields[0].Length == 0 || !fields[2].StartsWith('/') || fields[5].Length == 0) return null;
        if (Flag(fields[1]) is not { } below || Flag(fields[3]) is not { } secure) return null;
        if (!double.TryParse(fields[4], NumberStyles.Float, CultureInfo.InvariantCulture, out var end) || !double.IsFinite(end)) return null;
        return new HttpCookie
        {
            Domain = fields[0].TrimStart('.').ToLowerInvariant(),
            HostOnly = !below,
            Path = fields[2],
            Secure = secure,
            Expires = end <= 0 ? null : DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(end, DateTimeOffset.MaxValue.ToUnixTimeSeconds())),
            HttpOnly = httpOnly,
            Name = fields[5],
            Value = fields.Length == 7 ? fields[6] : "",
        };
    }

    static bool? Flag(string text) => text.ToUpperInvariant() switch { "TRUE" => true, "FALSE" => false, _ => null };

    ActionInputException Wrong(string problem, string right, Exception? cause = null) =>
        new("cookie-jar", $"`cookie-jar` {path} {problem}: {right}{(right.EndsWith('?') ? "" : ".")}", cause);
}
