using System.Security.Cryptography;
using System.Text;
using Runner.Plugins.Http;

namespace Runner.Plugins.Tests.Http.Auth;

/// <summary>Signatures as AWS publishes them: its test suite for Signature Version 4, and the examples of S3's reference.</summary>
public sealed class AwsSignatureTests
{
    static readonly AwsCredentials Suite = new()
    {
        AccessKey = "AKIDEXAMPLE", SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Region = "us-east-1", Service = "service",
    };

    static readonly AwsCredentials S3 = new()
    {
        AccessKey = "AKIAIOSFODNN7EXAMPLE", SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Region = "us-east-1", Service = "s3",
    };

    /// <summary>Name, method, target, headers, body, signature.</summary>
    public static TheoryData<string, string, string, string, string, string> Vectors => new()
    {
        { "get-header-key-duplicate", "GET", "/", "My-Header1:value2\nMy-Header1:value2\nMy-Header1:value1", "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea" },
        { "get-header-value-order", "GET", "/", "My-Header1:value4\nMy-Header1:value1\nMy-Header1:value3\nMy-Header1:value2", "", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01" },
        { "get-header-value-trim", "GET", "/", "My-Header1: value1\nMy-Header2: \"a   b   c\"", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736" },
        { "get-relative", "GET", "/example/..", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-relative-relative", "GET", "/example1/example2/../..", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-slash-dot-slash", "GET", "/./", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-slash", "GET", "//", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-slash-pointless-dot", "GET", "/./example", "", "", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5" },
        { "get-slashes", "GET", "//example//", "", "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84" },
        { "get-space", "GET", "/example space/", "", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741" },
        { "get-unreserved", "GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f" },
        { "get-utf8", "GET", "/ሴ", "", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
        { "get-vanilla-empty-query-key", "GET", "/?Param1=value1", "", "", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb" },
        { "get-vanilla-query-order-encoded", "GET", "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", "", "", "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac" },
        { "get-vanilla-query-order-key-case", "GET", "/?Param2=value2&Param1=value1", "", "", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500" },
        { "get-vanilla-query-unreserved", "GET", "/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197" },
        { "get-vanilla-utf8-query", "GET", "/?ሴ=bar", "", "", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04" },
        { "get-vanilla", "GET", "/", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
        { "get-vanilla-with-session-token", "GET", "/", "X-Amz-Security-Token:6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267", "", "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8" },
        { "post-header-key-sort", "POST", "/", "My-Header1:value1", "", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c" },
        { "post-header-value-case", "POST", "/", "My-Header1:VALUE1", "", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d" },
        { "post-vanilla-query", "POST", "/?Param1=value1", "", "", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11" },
        { "post-vanilla", "POST", "/", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b" },
        { "post-x-www-form-urlencoded-parameters", "POST", "/", "Content-Type:application/x-www-form-urlencoded; charset=utf-8\nContent-Length:13\nX-Amz-Content-Sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e", "Param1=value1", "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422" },
        { "post-x-www-form-urlencoded", "POST", "/", "Content-Type:application/x-www-form-urlencoded\nContent-Length:13\nX-Amz-Content-Sha256:9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e", "Param1=value1", "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b" },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Signature_is_the_published_one(string name, string method, string target, string headers, string body, string signature)
    {
        var lines = $"Host:example.amazonaws.com\nX-Amz-Date:20150830T123600Z\n{headers}";

        Sign(Suite, "20150830T123600Z", method, target, lines, Hash(body)).ShouldBe(signature, name);
    }

    [Theory]
    [InlineData("GET", "/test.txt", "Range:bytes=0-9", "", "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")]
    [InlineData("PUT", "/test%24file.text", "Date:Fri, 24 May 2013 00:00:00 GMT\nX-Amz-Storage-Class:REDUCED_REDUNDANCY", "Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")]
    [InlineData("GET", "/?lifecycle", "", "", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")]
    [InlineData("GET", "/?max-keys=2&prefix=J", "", "", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")]
    public void Signature_for_s3_is_the_published_one(string method, string target, string headers, string body, string signature)
    {
        var hash = Hash(body);
        var lines = $"Host:examplebucket.s3.amazonaws.com\nX-Amz-Date:20130524T000000Z\nX-Amz-Content-Sha256:{hash}\n{headers}";

        Sign(S3, "20130524T000000Z", method, target, lines, hash).ShouldBe(signature);
    }

    [Theory]
    [InlineData("/a//b/../c.txt", "/a//b/../c.txt"), InlineData("/", "/"), InlineData("/a%20b/%C3%A9/x%2Fy", "/a%20b/%C3%A9/x%2Fy"), InlineData("/a+b(c)", "/a%2Bb%28c%29")]
    public void Path_of_s3_is_the_key_escaped_once(string path, string canonical) => CanonicalRequest.Path(path, isS3: true).ShouldBe(canonical);

    [Theory]
    [InlineData("/a%20b", "/a%2520b"), InlineData("/a/../b//c/", "/b/c/"), InlineData("", "/"), InlineData("/a:b", "/a%3Ab")]
    public void Path_of_others_is_escaped_twice_and_normal(string path, string canonical) => CanonicalRequest.Path(path, isS3: false).ShouldBe(canonical);

    [Theory]
    [InlineData("", ""), InlineData("?", ""), InlineData("?b&a=1&a=%31%30&A=2", "A=2&a=1&a=10&b="), InlineData("?a=b+c&d=e%20f=g", "a=b%2Bc&d=e%20f%3Dg")]
    public void Query_is_sorted_and_escaped_in_one_way(string query, string canonical) => CanonicalRequest.Query(query).ShouldBe(canonical);

    static string Sign(AwsCredentials key, string time, string method, string target, string headerLines, string payloadHash)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in headerLines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon].ToLowerInvariant(), CanonicalRequest.HeaderValue(line[(colon + 1)..]));
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (target, "") : (target[..question], target[question..]);
        var canonical = CanonicalRequest.Of(
            method, CanonicalRequest.Path(path, key.Service == "s3"), CanonicalRequest.Query(query), headers, payloadHash);
        return AwsSignature.Header(key, time, canonical, string.Join(';', headers.Keys)).Split("Signature=")[1];
    }

    static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
}
