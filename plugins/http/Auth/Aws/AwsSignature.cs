using System.Security.Cryptography;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>AWS Signature Version 4 of a canonical request.</summary>
static class AwsSignature
{
    const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The Authorization header.</summary>
    /// <param name="key">Who signs, where and for what.</param>
    /// <param name="time">When, as in X-Amz-Date: <c>20150830T123600Z</c>.</param>
    /// <param name="canonicalRequest">What is signed.</param>
    /// <param name="signedHeaders">The names of its headers, with semicolons between them.</param>
    internal static string Header(AwsCredentials key, string time, string canonicalRequest, string signedHeaders)
    {
        var scope = $"{time[..8]}/{key.Region}/{key.Service}/aws4_request";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalRequest)))}";
        var signing = Hmac(Encoding.UTF8.GetBytes("AWS4" + key.SecretKey), time[..8]);
        foreach (var part in (ReadOnlySpan<string>)[key.Region, key.Service, "aws4_request"]) signing = Hmac(signing, part);
        return $"{Algorithm} Credential={key.AccessKey}/{scope}, SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(Hmac(signing, toSign))}";
    }

    static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
