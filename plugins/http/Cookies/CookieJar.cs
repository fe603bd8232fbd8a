using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Cookies, and what goes where (RFC 6265bis): domains, paths, Secure, Max-Age and Expires, the prefixes <c>__Host-</c> and
/// <c>__Secure-</c>. SameSite is a browser's concern: here every request is one that the user wanted. It is safe to use
/// from several threads. Why not System.Net.CookieContainer is told in docs/adr/0014.
/// </summary>
public sealed class CookieJar
{
    /// <summary>How many cookies a domain may have; the one not used for longest goes first.</summary>
    internal const int MostOfDomain = 180;

    /// <summary>How many cookies there may be.</summary>
    internal const int MostOfAll = 3000;

    readonly Lock gate = new();
    readonly List<Entry> entries = [];
    readonly TimeProvider time;
    readonly CookieFile? file;
    int saved;
    long clock;

    /// <summary>Makes an empty jar, which is kept in memory.</summary>
    /// <param name="time">The clock by which cookies end.</param>
    public CookieJar(TimeProvider? time = null) => this.time = time ?? TimeProvider.System;

    CookieJar(CookieFile file, TimeProvider? time) : this(time)
    {
        this.file = file;
        foreach (var cookie in file.Read()) Put(cookie);
        saved = file.Exists ? Changes : -1;
    }

    /// <summary>
    /// The jar of a file in Netscape's format (cookies.txt, as curl's <c>-b</c> and <c>-c</c> use it). A file that is not there
    /// makes an empty jar, and is written by <see cref="Save"/>.
    /// </summary>
    /// <exception cref="ActionInputException">The file cannot be read, is something else, or its folder does not exist.</exception>
    public static CookieJar Load(string path, TimeProvider? time = null) => new(new CookieFile(path), time);

    /// <summary>The cookies that have not ended, in the order in which they came.</summary>
    public IReadOnlyList<HttpCookie> Cookies
    {
        get
        {
            var now = time.GetUtcNow();
            lock (gate) return [.. entries.Select(entry => entry.Cookie).Where(cookie => IsAlive(cookie, now))];
        }
    }

    /// <summary>Grows with every cookie that comes, changes or goes.</summary>
    internal int Changes { get; private set; }

    /// <summary>Adds a cookie, or puts it in the place of one of the same name, domain and path.</summary>
    /// <exception cref="ArgumentException">It has a name, a value, a domain or a path that no cookie can have.</exception>
    public void Set(HttpCookie cookie)
    {
        if (cookie.Name.Length == 0 || cookie.Name.Any(c => char.IsControl(c) || c is '=' or ';') || cookie.Value.Any(c => char.IsControl(c) || c == ';'))
            throw new ArgumentException($"No cookie can be {Words.Quote(cookie.Name)}: control characters and semicolons are not allowed, and a name has no equals sign.", nameof(cookie));
        if (cookie.Domain.Length == 0 || cookie.Domain.Any(char.IsControl) || !cookie.Path.StartsWith('/') || cookie.Path.Any(char.IsControl))
            throw new ArgumentException($"No cookie can be for {Words.Quote(cookie.Domain)} and {Words.Quote(cookie.Path)}: both are without control characters, and a path starts with a slash.", nameof(cookie));
        lock (gate) Put(cookie with { Domain = cookie.Domain.TrimStart('.').ToLowerInvariant() });
    }

    /// <summary>Removes all cookies.</summary>
    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
            Changes++;
        }
    }

    /// <summary>The Cookie header for a URL: the longest paths first, then the oldest; null when no cookie goes there.</summary>
    public string? HeaderFor(Uri url)
    {
        lock (gate)
        {
            var going = GoingTo(url);
            if (going.Count == 0) return null;
            var header = new StringBuilder();
            foreach (var entry in going)
            {
                entry.Used = ++clock;
                if (header.Length > 0) header.Append("; ");
                header.Append(entry.Cookie.Name).Append('=').Append(entry.Cookie.Value);
            }
            return header.ToString();
        }
    }

    /// <summary>The cookies that go to a URL, as <see cref="HeaderFor"/> orders them.</summary>
    public IReadOnlyList<HttpCookie> For(Uri url)
    {
        lock (gate) return [.. GoingTo(url).Select(entry => entry.Cookie)];
    }

    /// <summary>
    /// Writes the cookies to the jar's file, readable by this user alone; the old file is there until the new one is whole.
    /// Without a file, or when nothing has changed, it does nothing.
    /// </summary>
    /// <exception cref="ActionInputException">The file cannot be written.</exception>
    public void Save()
    {
        if (file is null || saved == Changes) return;
        var changes = Changes;
        file.Write(Cookies);
        saved = changes;
    }

    /// <summary>Keeps what an answer of this URL sets, as far as it may.</summary>
    internal void Take(Uri url, HttpResponseMessage answer)
    {
        if (!answer.Headers.NonValidated.TryGetValues("Set-Cookie", out var headers)) return;
        var now = time.GetUtcNow();
        foreach (var header in headers)
        {
            if (SetCookie.Parse(HeaderText.Decode(header), now) is { } set) Take(url, set);
        }
    }

    void Take(Uri url, SetCookie set)
    {
        var host = CookieScope.HostOf(url);
        var domain = set.Domain;
        if (domain is not null && (CookieScope.IsPublicSuffix(domain) || CookieScope.IsAddress(host)))
        {
            if (domain != host) return;
            domain = null;
        }
        if (domain is not null && !CookieScope.DomainMatches(host, domain)) return;
        var isSecure = CookieScope.IsSecure(url);
        if (set.Secure && !isSecure) return;
        var cookie = new HttpCookie
        {
            Name = set.Name,
            Value = set.Value,
            Domain = domain ?? host,
            HostOnly = domain is null,
            Path = set.Path ?? CookieScope.DefaultPath(url),
            Expires = set.Expires,
            Secure = set.Secure,
            HttpOnly = set.HttpOnly,
        };
        if (!KeepsPromiseOfName(cookie, set)) return;
        lock (gate)
        {
            if (!cookie.Secure && !isSecure && entries.Exists(entry => Shadows(cookie, entry.Cookie))) return;
            Put(cookie);
        }
    }

    /// <summary>A prefix says how the cookie was set, to servers that see no attributes (RFC 6265bis, section 4.1.3).</summary>
    static bool KeepsPromiseOfName(HttpCookie cookie, SetCookie set)
    {
        if (cookie.Name.StartsWith("__Secure-", StringComparison.OrdinalIgnoreCase)) return cookie.Secure;
        return !cookie.Name.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) || (cookie.Secure && cookie.HostOnly && set.Path == "/");
    }

    /// <summary>Whether a cookie from an open connection would take the place of a secure one (RFC 6265bis, section 5.7, step 16).</summary>
    static bool Shadows(HttpCookie cookie, HttpCookie kept) =>
        kept.Secure && kept.Name == cookie.Name && CookieScope.PathMatches(cookie.Path, kept.Path)
        && (CookieScope.DomainMatches(kept.Domain, cookie.Domain) || CookieScope.DomainMatches(cookie.Domain, kept.Domain));

    List<Entry> GoingTo(Uri url)
    {
        var (host, path, isSecure, now) = (CookieScope.HostOf(url), url.AbsolutePath, CookieScope.IsSecure(url), time.GetUtcNow());
        var going = entries.FindAll(entry => entry.Cookie is var cookie && IsAlive(cookie, now) && (isSecure || !cookie.Secure)
            && (cookie.HostOnly ? host == cookie.Domain : CookieScope.DomainMatches(host, cookie.Domain)) && CookieScope.PathMatches(path, cookie.Path));
        going.Sort(static (a, b) => b.Cookie.Path.Length != a.Cookie.Path.Length
            ? b.Cookie.Path.Length.CompareTo(a.Cookie.Path.Length)
            : a.Created.CompareTo(b.Created));
        return going;
    }

    void Put(HttpCookie cookie)
    {
        Changes++;
        var now = time.GetUtcNow();
        var known = entries.FindIndex(entry => entry.Cookie is var kept && kept.Name == cookie.Name && kept.Domain == cookie.Domain
            && kept.HostOnly == cookie.HostOnly && kept.Path == cookie.Path);
        if (!IsAlive(cookie, now))
        {
            if (known >= 0) entries.RemoveAt(known);
            return;
        }
        clock++;
        if (known >= 0)
        {
            entries[known].Cookie = cookie;
            entries[known].Used = clock;
            return;
        }
        entries.Add(new(cookie, clock));
        if (entries.Count(entry => entry.Cookie.Domain == cookie.Domain) > MostOfDomain) Evict(entry => entry.Cookie.Domain == cookie.Domain);
        else if (entries.Count > MostOfAll) Evict(static _ => true);
    }

    void Evict(Func<Entry, bool> among)
    {
        var now = time.GetUtcNow();
        if (entries.RemoveAll(entry => !IsAlive(entry.Cookie, now)) == 0) entries.Remove(entries.Where(among).MinBy(entry => entry.Used)!);
    }

    static bool IsAlive(HttpCookie cookie, DateTimeOffset now) => cookie.Expires is not { } end || end > now;

    sealed class Entry(HttpCookie cookie, long created)
    {
        internal HttpCookie Cookie { get; set; } = cookie;

        internal long Created { get; } = created;

        internal long Used { get; set; } = created;
    }
}
