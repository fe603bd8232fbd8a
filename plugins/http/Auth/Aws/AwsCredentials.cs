using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A key of AWS, and what it is used for.</summary>
public sealed record AwsCredentials
{
    /// <summary>The access key's id, such as <c>AKIAIOSFODNN7EXAMPLE</c>.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The secret access key.</summary>
    [Secret]
    public required string SecretKey { get; init; }

    /// <summary>The session token that comes with temporary keys.</summary>
    [Secret]
    public string? SessionToken { get; init; }

    /// <summary>The region, such as <c>eu-west-3</c>.</summary>
    public required string Region { get; init; }

    /// <summary>
    /// The service as signatures name it, such as <c>s3</c>, <c>execute-api</c> or <c>lambda</c>. For <c>s3</c>, a header
    /// <c>x-amz-content-sha256: UNSIGNED-PAYLOAD</c> leaves the body out of the signature.
    /// </summary>
    public required string Service { get; init; }
}
