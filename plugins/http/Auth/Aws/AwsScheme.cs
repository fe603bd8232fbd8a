using System.Globalization;

namespace Runner.Plugins.Http;

/// <summary>Signs each request with a key of AWS (Signature Version 4, in the header).</summary>
sealed class AwsScheme : Credentials
{
    const string ContentHash = "x-amz-content-sha256";

    /// <summary>What proxies and the connection may change, or what is not there yet: signed, it would break the signature.</summary>
    static readonly HashSet<string> Unsigned = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Length", "Cookie", "Expect", "TE", "Transfer-Encoding",
        "User-Agent", "X-Amzn-Trace-Id", "X-Forwarded-For",
    };

    readonly AwsCredentials key;
    readonly TimeProvider time;

    internal AwsScheme(AwsCredentials key, TimeProvider time)
    {
        Require("access-key", key.AccessKey);
        Require("secret-key", key.SecretKey);
        Require("region", key.Region);
        Require("service", key.Service);
        if (key.SessionToken is { } token) Require("session-token", token);
        this.key = key;
        this.time = time;
    }

    internal override void Sign(ExchangeRequest request, HttpBody? body)
    {
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        Set(request, "x-amz-date", now);
        if (key.SessionToken is not null) Set(request, "x-amz-security-token", key.SessionToken);
        var isS3 = key.Service is "s3" or "s3-object-lambda" or "s3-outposts";
        // S3 lets a body that is sent as it is read go unsigned; TLS vouches for it.
        if (!request.Headers.NonValidated.TryGetValues(ContentHash, out var given) || given.Count == 0)
            Set(request, ContentHash, isS3 && body is { IsStreamed: true } ? "UNSIGNED-PAYLOAD" : BodyHash.Sha256(body));
        var payload = request.Headers.NonValidated[ContentHash].ToString();

        var url = request.RequestUri!;
        var headers = HeadersOf(request);
        var canonical = CanonicalRequest.Of(
            request.Method.Method, CanonicalRequest.Path(url.AbsolutePath, isS3), CanonicalRequest.Query(url.Query), headers, payload);
        request.Headers.TryAddWithoutValidation("Authorization", AwsSignature.Header(key, now, canonical, string.Join(';', headers.Keys)));
    }

    static SortedDictionary<string, string> HeadersOf(ExchangeRequest request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = HostOf(request) };
        foreach (var (name, values) in request.Headers.NonValidated) Add(name, values);
        if (request.Content is { } content)
        {
            foreach (var (name, values) in content.Headers.NonValidated) Add(name, values);
        }
        return headers;

        void Add(string name, IEnumerable<string> values)
        {
            if (!Unsigned.Contains(name)) headers[name.ToLowerInvariant()] = string.Join(',', values.Select(CanonicalRequest.HeaderValue));
        }
    }

    /// <summary>The Host header as it is sent.</summary>
    static string HostOf(ExchangeRequest request)
    {
        if (!string.IsNullOrEmpty(request.Headers.Host)) return request.Headers.Host;
        var url = request.RequestUri!;
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return url.IsDefaultPort ? host : $"{host}:{url.Port}";
    }

    static void Set(ExchangeRequest request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    static void Require(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value)) throw WrongAuth.Because($"has an empty aws.{name}", "give it, or is the secret that it comes from not set?");
        if (!HeaderSyntax.IsValue(value)) throw WrongAuth.Because($"has a line break in aws.{name}", "remove it");
    }
}
