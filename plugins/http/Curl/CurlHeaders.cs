using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The header fields of a curl command.</summary>
static class CurlHeaders
{
    /// <summary>Adds those that were given, and what curl would say otherwise of the body.</summary>
    internal static void Add(CurlLine line, ExchangeRequest message, RequestPlan plan, bool decodes, ActionContext context)
    {
        var body = plan.Body;
        var (hasEncoding, hasType) = (false, false);
        foreach (var (name, value) in message.Headers.NonValidated) Put(name, value.ToString());
        if (message.Content is { } content)
        {
            foreach (var (name, value) in content.Headers.NonValidated) Put(name, value.ToString());
        }

        if (body is { Fields: null } && !hasType && !(body.ContentType == CurlBody.OwnType && !CurlBody.IsUpload(body, plan.Method.Method, plan.RequestUrl.GetLeftPart(UriPartial.Query))))
            line.Add("-H", $"Content-Type: {body.ContentType}");
        if (decodes && !hasEncoding) line.Add("--compressed");

        void Put(string name, string value)
        {
            if (IsOfSignature(name, plan.Credentials)) return;
            hasEncoding |= name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase);
            hasType |= name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);
            // It names a boundary, and curl makes its own.
            if (body is { Fields: not null } && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) return;
            MaskCredentials(name, value, context);
            // A header without a value ends with a semicolon; with a colon curl would send none.
            line.Add("-H", value.Trim().Length == 0 ? $"{name};" : $"{name}: {value}");
        }
    }

    /// <summary>The cookies of a session, told by their names only: their values are no words to mask everywhere.</summary>
    internal static string Masked(string cookies) =>
        string.Join("; ", cookies.Split("; ").Select(static cookie => $"{cookie[..(cookie.IndexOf('=', StringComparison.Ordinal) + 1)]}***"));

    /// <summary>What a signature brings along itself.</summary>
    static bool IsOfSignature(string name, Credentials? credentials) => credentials is { Source.Aws: { } aws }
        && (name.Equals("x-amz-date", StringComparison.OrdinalIgnoreCase) || (aws.SessionToken is not null && name.Equals("x-amz-security-token", StringComparison.OrdinalIgnoreCase)));

    /// <summary>A log never showed these headers before; it does not show what is secret in them now.</summary>
    static void MaskCredentials(string name, string value, ActionContext context)
    {
        var isCookie = name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
        var isAuthorization = name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || name.Equals("Proxy-Authorization", StringComparison.OrdinalIgnoreCase);
        if (!isCookie && !isAuthorization && !SecretNames.Has(name)) return;
        var scheme = isAuthorization ? value.IndexOf(' ', StringComparison.Ordinal) : -1;
        if (value[(scheme + 1)..].Trim() is { Length: > 0 } secret) context.Mask(secret);
    }
}
