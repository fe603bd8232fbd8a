using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>The hashes of RFC 7616 and RFC 2069's way, and challenges as servers write them.</summary>
public sealed class DigestResponseTests
{
    static readonly DigestCredentials Mufasa = new() { Username = "Mufasa", Password = "Circle of Life" };

    static DigestChallenge Challenge(params string[] fields)
    {
        using var refusal = new HttpResponseMessage();
        foreach (var field in fields) refusal.Headers.TryAddWithoutValidation("WWW-Authenticate", field);
        return DigestChallenge.In(refusal).ShouldNotBeNull();
    }

    // RFC 7616, section 3.9.1
    const string Rfc = """
        Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=ALGORITHM, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
        """;

    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec"), InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Response_is_the_published_one(string algorithm, string response)
    {
        var header = DigestResponse.Header(
            Challenge(Rfc.Replace("ALGORITHM", algorithm, StringComparison.Ordinal)), Mufasa, "GET", "/dir/index.html", null, 1,
            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");

        header.ShouldContain($"response=\"{response}\"");
        header.ShouldContain($", algorithm={algorithm}, ");
        header.ShouldContain("qop=auth, nc=00000001");
        header.ShouldContain("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    [Fact]
    public void Response_without_qop_is_the_one_of_rfc_2617()
    {
        var header = DigestResponse.Header(
            Challenge("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
            new() { Username = "Mufasa", Password = "Circle Of Life" }, "GET", "/dir/index.html", null, 1, "unused");

        header.ShouldContain("response=\"670fd8c2df070c60b045671b8b24ff02\"");
        header.ShouldNotContain("cnonce");
    }

    [Fact]
    public void User_goes_as_a_hash_where_the_server_wants_it_and_beyond_ascii_in_utf8()
    {
        var hashed = DigestResponse.Header(
            Challenge("Digest realm=\"api@example.org\", qop=auth, algorithm=SHA-256, nonce=n, userhash=true"), Mufasa, "GET", "/", null, 1, "c");
        hashed.ShouldContain("userhash=true");
        hashed.ShouldNotContain("Mufasa");

        var plain = DigestResponse.Header(
            Challenge("Digest realm=r, nonce=n, qop=auth, charset=UTF-8"), new() { Username = "Jäsøn Doe", Password = "p" }, "GET", "/", null, 1, "c");
        plain.ShouldStartWith("Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm=");
    }

    [Fact]
    public void Quotes_in_what_is_quoted_are_escaped()
    {
        var header = DigestResponse.Header(
            Challenge("Digest realm=\"a \\\"b\\\"\", nonce=n"), new() { Username = "a\"b\\", Password = "p" }, "GET", "/", null, 1, "c");

        header.ShouldStartWith("Digest username=\"a\\\"b\\\\\", realm=\"a \\\"b\\\"\", ");
    }

    [Fact]
    public void First_challenge_that_can_be_answered_is_answered()
    {
        Challenge("Digest realm=a, nonce=1, algorithm=SHA-512-256, Basic realm=\"b, c\"", "Digest realm=a, nonce=2, algorithm=SHA-256, qop=\"auth\", stale=TRUE")
            .ShouldBe(new DigestChallenge("a", "2", null, "SHA-256", DigestQop.Auth, false, false, true));
        Challenge("Negotiate abc==, Digest realm=\"a\",nonce=\"1\",qop=\"auth-int\"").Qop.ShouldBe(DigestQop.AuthInt);
    }

    [Theory]
    [InlineData("Digest"), InlineData("Digest realm=a"), InlineData("Digest realm=a, nonce=n, algorithm=X"), InlineData("Digest realm=a, nonce=n, qop=magic")]
    [InlineData("Basic realm=a"), InlineData(""), InlineData("=,=\"\"\"x"), InlineData("Digest realm=\"unfinished"), InlineData("\"\"\"\"")]
    public void Field_that_has_no_such_challenge_has_none(string field)
    {
        using var refusal = new HttpResponseMessage();
        refusal.Headers.TryAddWithoutValidation("WWW-Authenticate", field);

        DigestChallenge.In(refusal).ShouldBeNull();
    }
}
