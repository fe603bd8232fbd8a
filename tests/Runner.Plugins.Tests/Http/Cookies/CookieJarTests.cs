using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Cookies;

/// <summary>What a jar takes, and where it gives it (RFC 6265bis).</summary>
public sealed class CookieJarTests
{
    readonly Clock clock = new();
    readonly CookieJar jar;

    public CookieJarTests() => jar = new(clock);

    void Answer(string url, params string[] setCookies)
    {
        using var answer = new HttpResponseMessage();
        foreach (var header in setCookies) answer.Headers.TryAddWithoutValidation("Set-Cookie", header);
        jar.Take(new(url), answer);
    }

    string? At(string url) => jar.HeaderFor(new(url));

    [Fact]
    public void Cookie_goes_back_to_its_host_and_no_other()
    {
        Answer("https://www.example.com/", "a=1");

        At("https://www.example.com/x").ShouldBe("a=1");
        At("https://WWW.EXAMPLE.COM/").ShouldBe("a=1");
        At("https://example.com/").ShouldBeNull();
        At("https://x.www.example.com/").ShouldBeNull();
    }

    [Theory]
    [InlineData("example.com", "https://example.com/", true), InlineData(".example.com", "https://a.b.example.com/", true)]
    [InlineData("EXAMPLE.com", "https://www.example.com/", true), InlineData("example.com", "https://badexample.com/", false)]
    [InlineData("www.example.com", "https://example.com/", false), InlineData("", "https://www.example.com/", true), InlineData("", "https://x.www.example.com/", false)]
    [InlineData("com", "https://www.example.com/", false), InlineData("other.com", "https://www.example.com/", false), InlineData("x.www.example.com", "https://www.example.com/", false)]
    public void Domain_widens_where_it_may(string domain, string url, bool goes)
    {
        Answer("https://www.example.com/", $"a=1; Domain={domain}");

        At(url).ShouldBe(goes ? "a=1" : null);
    }

    [Fact]
    public void Addresses_and_single_labels_have_no_hosts_below_them()
    {
        Answer("http://127.0.0.1/", "a=1; Domain=127.0.0.1", "b=2; Domain=0.0.1");
        Answer("http://localhost/", "c=3; Domain=localhost");
        Answer("http://[::1]/", "d=4");

        At("http://127.0.0.1/").ShouldBe("a=1");
        At("http://localhost/").ShouldBe("c=3");
        At("http://x.localhost/").ShouldBeNull();
        At("http://[::1]/").ShouldBe("d=4");
        At("http://1.127.0.0.1/").ShouldBeNull();
    }

    [Theory]
    [InlineData("/a/b/c", null, "/a/b/d", true), InlineData("/a/b/c", null, "/a/b", true), InlineData("/a/b/c", null, "/a/bc", false), InlineData("/a/b/c", null, "/a", false)]
    [InlineData("/a", null, "/z", true), InlineData("/x", "/a", "/a", true), InlineData("/x", "/a", "/a/b", true), InlineData("/x", "/a", "/ab", false)]
    [InlineData("/x", "/a/", "/a/b", true), InlineData("/x", "/a/", "/a", false), InlineData("/x/y", "a", "/x/z", true), InlineData("/x", "/A", "/a", false)]
    public void Path_decides_as_a_folder_does(string setAt, string? path, string asked, bool goes)
    {
        Answer("https://example.com" + setAt, path is null ? "a=1" : $"a=1; Path={path}");

        At("https://example.com" + asked).ShouldBe(goes ? "a=1" : null);
    }

    [Fact]
    public void Longer_paths_come_first_then_older_cookies()
    {
        Answer("https://example.com/", "a=1; Path=/", "b=2; Path=/x", "c=3; Path=/x/y", "d=4; Path=/");
        Answer("https://example.com/", "a=5; Path=/");

        At("https://example.com/x/y").ShouldBe("c=3; b=2; a=5; d=4");
    }

    [Fact]
    public void Secure_cookies_go_and_come_over_tls_only_and_are_not_shadowed_without_it()
    {
        Answer("https://example.com/", "a=1; Secure; Path=/login");
        Answer("http://example.com/", "b=2; Secure", "a=9; Path=/login/x", "c=3");

        At("https://example.com/login/x").ShouldBe("a=1; c=3");
        At("http://example.com/login").ShouldBe("c=3");
    }

    [Fact]
    public void Loopback_counts_as_secure()
    {
        Answer("http://127.0.0.1/", "a=1; Secure");

        At("http://127.0.0.1/").ShouldBe("a=1");
    }

    [Theory]
    [InlineData("__Host-a=1; Secure; Path=/", true), InlineData("__Host-a=1; Secure", false), InlineData("__Host-a=1; Path=/", false)]
    [InlineData("__Host-a=1; Secure; Path=/; Domain=example.com", false), InlineData("__host-a=1; Path=/", false)]
    [InlineData("__Secure-a=1; Secure", true), InlineData("__Secure-a=1", false)]
    public void Prefix_keeps_its_promise_or_the_cookie_is_refused(string header, bool kept)
    {
        Answer("https://example.com/x", header);

        jar.Cookies.Count.ShouldBe(kept ? 1 : 0);
    }

    [Theory]
    [InlineData("a=1", true), InlineData("a=1; Max-Age=10", true), InlineData("a=1; Max-Age=0", false), InlineData("a=1; Max-Age=-5", false)]
    [InlineData("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", false), InlineData("a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT", true)]
    [InlineData("a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT", true), InlineData("a=1; Max-Age=x; Expires=nonsense", true)]
    [InlineData("a=1; Max-Age=99999999999999999999", true)]
    public void Max_age_wins_over_expires_and_the_past_removes(string header, bool kept)
    {
        Answer("https://example.com/", "a=0", header);

        At("https://example.com/").ShouldBe(kept ? "a=1" : null);
    }

    [Fact]
    public void Cookies_end_by_the_clock_and_none_lives_longer_than_400_days()
    {
        Answer("https://example.com/", "short=1; Max-Age=60", "long=2; Max-Age=999999999");

        clock.Now += TimeSpan.FromSeconds(60);
        At("https://example.com/").ShouldBe("long=2");
        clock.Now += TimeSpan.FromDays(400);
        At("https://example.com/").ShouldBeNull();
    }

    [Theory]
    [InlineData("a=b=c; Path=/", "a=b=c"), InlineData(" a = b ; x", "a=b"), InlineData("a=\"q; Path=/", "a=\"q"), InlineData("a=", "a="), InlineData("a=x y,z", "a=x y,z")]
    [InlineData("", null), InlineData("a", null), InlineData("=b", null), InlineData(";", null), InlineData("a=b\u0001", null), InlineData("a=b\tc", null)]
    public void Pair_is_read_as_browsers_do(string header, string? sent)
    {
        Answer("https://example.com/", header);

        At("https://example.com/").ShouldBe(sent);
    }

    [Fact]
    public void Cookies_that_are_too_large_or_too_many_are_left_out()
    {
        Answer("https://example.com/", $"big={new string('x', 4094)}", $"fits={new string('x', 4092)}");
        jar.Cookies.Count.ShouldBe(1);

        for (var i = 0; i < CookieJar.MostOfDomain; i++) Answer("https://example.com/", $"c{i}=1; Path=/p");
        jar.Cookies.Count.ShouldBe(CookieJar.MostOfDomain);
        jar.Cookies.ShouldNotContain(cookie => cookie.Name == "fits");

        for (var i = 0; i < CookieJar.MostOfAll; i++) Answer($"https://host{i}.example.com/", "a=1");
        jar.Cookies.Count.ShouldBe(CookieJar.MostOfAll);
    }

    [Fact]
    public void Values_beyond_ascii_go_back_as_they_came()
    {
        // As the handler reads the bytes of UTF-8.
        Answer("https://example.com/", "a=" + System.Text.Encoding.Latin1.GetString("é"u8), "b=\u00e9");

        At("https://example.com/").ShouldBe("a=é; b=é");
    }

    [Fact]
    public void Jar_can_be_filled_and_emptied_by_hand()
    {
        jar.Set(new() { Name = "a", Value = "1", Domain = ".Example.com", HostOnly = false });
        At("http://www.example.com/").ShouldBe("a=1");
        Should.Throw<ArgumentException>(() => jar.Set(new() { Name = "a", Value = "1; Secure", Domain = "example.com" }));

        jar.Clear();
        At("http://www.example.com/").ShouldBeNull();
    }

    [Theory]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"), InlineData("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z")]
    [InlineData("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"), InlineData("6 november 2004 8:9:7", "2004-11-06T08:09:07Z"), InlineData("01 Jan 69 00:00:00", "2069-01-01T00:00:00Z")]
    [InlineData("", null), InlineData("soon", null), InlineData("32 Jan 2020 00:00:00", null), InlineData("30 Feb 2020 00:00:00", null), InlineData("1 Jan 2020", null)]
    [InlineData("1 Jan 1600 00:00:00", null), InlineData("1 Jan 2020 24:00:00", null), InlineData("1 Jan 2020 00:60:00", null), InlineData("0 Jan 2020 00:00:00", null)]
    public void Dates_are_read_as_servers_write_them(string text, string? date) =>
        CookieDate.Parse(text)?.ToString("yyyy-MM-ddTHH:mm:ssZ", null).ShouldBe(date);

    sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
