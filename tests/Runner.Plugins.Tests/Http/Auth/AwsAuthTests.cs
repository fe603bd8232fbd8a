using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Runner.Plugins.Http;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>What a server that checks signatures gets: it makes its own of what came over the wire, and compares.</summary>
public sealed class AwsAuthTests : IAsyncLifetime
{
    const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    readonly TestActionContext context = new();
    KestrelPeer server = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await KestrelPeer.StartAsync(VerifyAsync);

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await server.DisposeAsync();
    }

    /// <summary>The other side of Signature Version 4, from its specification alone: 200 with what was signed, or 403 with why not.</summary>
    static async Task VerifyAsync(HttpContext http)
    {
        using var memory = new MemoryStream();
        await http.Request.Body.CopyToAsync(memory);
        var refusal = Verify(http, memory.ToArray(), out var signed);
        http.Response.StatusCode = refusal is null ? 200 : 403;
        if (refusal is null && http.Request.Query.ContainsKey("to"))
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = http.Request.Query["to"].ToString();
        }
        await http.Response.WriteAsJsonAsync(new { refusal, signed });
    }

    static string? Verify(HttpContext http, byte[] body, out string signed)
    {
        signed = "";
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal)) return "not signed";
        var parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(", ").Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var scope = parts["Credential"].Split('/');
        signed = parts["SignedHeaders"];
        var date = http.Request.Headers["x-amz-date"].ToString();
        if (!date.StartsWith(scope[1], StringComparison.Ordinal)) return "the date of the scope is another one";
        if (scope[4] != "aws4_request") return "scope";

        var raw = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? raw : raw[..mark];
        // S3 takes the path as it came; everybody else escapes it once more.
        if (scope[3] != "s3") path = path.Replace("%", "%25", StringComparison.Ordinal);
        IEnumerable<string> query = mark < 0 ? [] : raw[(mark + 1)..].Split('&').Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=").Order(StringComparer.Ordinal);

        var hash = http.Request.Headers["x-amz-content-sha256"].ToString();
        if (hash != "UNSIGNED-PAYLOAD" && hash != Hex(SHA256.HashData(body))) return "the body is another one";
        var lines = new StringBuilder($"{http.Request.Method}\n{path}\n{string.Join('&', query)}\n");
        foreach (var name in signed.Split(';')) lines.Append(CultureInfo.InvariantCulture, $"{name}:{http.Request.Headers[name]}\n");
        lines.Append(CultureInfo.InvariantCulture, $"\n{signed}\n{hash}");

        byte[] key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in scope[1..]) key = new HMACSHA256(key).ComputeHash(Encoding.UTF8.GetBytes(part));
        var text = $"AWS4-HMAC-SHA256\n{date}\n{string.Join('/', scope[1..])}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())))}";
        var expected = Hex(new HMACSHA256(key).ComputeHash(Encoding.UTF8.GetBytes(text)));
        return parts["Signature"] == expected ? null : $"the signature does not match: {lines}";
    }

    static string Hex(byte[] bytes) => string.Concat(bytes.Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));

    static HttpAuth Auth(string service = "execute-api", string? token = null, string secret = Secret) => new()
    {
        Aws = new() { AccessKey = "AKIDEXAMPLE", SecretKey = secret, Region = "eu-west-3", Service = service, SessionToken = token },
    };

    async Task<string> SignedHeaders(IAction<HttpResponse> action)
    {
        var response = await action.RunAsync(context, Cancel);
        response.Json.GetProperty("refusal").GetString().ShouldBeNull();
        return response.Json.GetProperty("signed").GetString()!;
    }

    [Theory]
    [InlineData("execute-api", "/"), InlineData("execute-api", "/a%20b/é?z=1&a=2&a=1&flag&q=x%2Fy")]
    [InlineData("s3", "/bucket/a%20b/c~d.txt?list-type=2&prefix=a%2Fb")]
    public async Task Get_is_signed_as_the_server_verifies_it(string service, string target)
    {
        (await SignedHeaders(new HttpGet { Url = server.Url + target, Auth = Auth(service) })).ShouldBe("host;x-amz-content-sha256;x-amz-date");
    }

    [Fact]
    public async Task Body_query_and_headers_of_the_caller_are_part_of_the_signature()
    {
        var signed = await SignedHeaders(new HttpPost
        {
            Url = $"{server.Url}/x?b=1",
            Query = new Dictionary<string, JsonElement> { ["a"] = JsonElement.Parse("\"ü ?&\"") },
            Body = "é",
            Headers = new Dictionary<string, string> { ["X-Mine"] = "one two", ["User-Agent"] = "mine" },
            Auth = Auth(token: "session/token=="),
        });

        signed.ShouldBe("content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-mine");
    }

    [Fact]
    public async Task Payload_is_left_out_when_the_header_says_so()
    {
        var signed = await SignedHeaders(new HttpPut
        {
            Url = $"{server.Url}/bucket/key",
            Body = "content",
            Headers = new Dictionary<string, string> { ["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD" },
            Auth = Auth("s3"),
        });

        signed.ShouldContain("x-amz-content-sha256");
    }

    [Fact]
    public async Task Redirect_within_the_origin_is_signed_anew_and_another_origin_gets_no_signature()
    {
        await using var other = await KestrelPeer.StartAsync(http => http.Response.WriteAsJsonAsync(http.Request.Headers.Select(header => header.Key)));

        await SignedHeaders(new HttpPost { Url = $"{server.Url}/a?to=%2Fb", Body = "x", Auth = Auth() });
        var away = await new HttpPost { Url = $"{server.Url}/a?to={Uri.EscapeDataString(other.Url)}%2Fb", Body = "x", Auth = Auth(token: "t") }.RunAsync(context, Cancel);

        var names = away.Json.EnumerateArray().Select(name => name.GetString()!.ToLowerInvariant()).ToList();
        names.ShouldContain("content-type");
        names.ShouldNotContain(name => name == "authorization" || name.StartsWith("x-amz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_signature_is_the_result()
    {
        var response = await new HttpGet { Url = server.Url, Auth = Auth(secret: "wrong") }.RunAsync(context, Cancel);

        response.Status.ShouldBe(403);
        response.Json.GetProperty("refusal").GetString()!.ShouldStartWith("the signature does not match");
    }

    [Theory]
    [InlineData("", "eu", "s3", "access-key"), InlineData("k", " ", "s3", "region"), InlineData("k", "eu", "", "service"), InlineData("k\n", "eu", "s3", "line break")]
    public async Task Key_that_cannot_work_is_refused(string key, string region, string service, string says)
    {
        var refusal = await Should.ThrowAsync<ActionInputException>(async () => await new HttpGet
        {
            Url = server.Url, Auth = new() { Aws = new() { AccessKey = key, SecretKey = "s3cret", Region = region, Service = service } },
        }.RunAsync(context, Cancel));

        refusal.Input.ShouldBe("auth");
        refusal.Message.ShouldContain(says);
        refusal.Message.ShouldNotContain("s3cret");
    }
}
