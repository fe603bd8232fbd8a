namespace Runner.Plugins.Http;

/// <summary>The options of a curl command that say who asks.</summary>
static class CurlAuth
{
    internal static void Add(CurlLine line, Credentials credentials, HttpBody? body)
    {
        switch (credentials.Source)
        {
            case { Basic: { } basic }:
                line.Add("-u", $"{basic.Username}:{basic.Password}");
                break;
            case { Bearer: { } token }:
                line.Add("-H", $"Authorization: Bearer {token}");
                break;
            case { ApiKey: { In: ApiKeyPlace.Header } key }:
                line.Add("-H", $"{key.Name}: {key.Value}");
                break;
            case { Digest: { } digest }:
                line.Add("--digest");
                line.Add("-u", $"{digest.Username}:{digest.Password}");
                if (digest.Username.Contains(':', StringComparison.Ordinal)) line.Note("curl takes what stands before the first colon for the user");
                break;
            case { Oauth2: { } client }:
                AddToken(line, client, ((OAuth2Scheme)credentials).Kept());
                break;
            case { Aws: { } aws }:
                AddSignature(line, aws, body);
                break;
        }
    }

    static void AddToken(CurlLine line, OAuth2Client client, AccessToken? kept)
    {
        if (kept is not null)
        {
            line.Add("-H", $"Authorization: Bearer {kept.Value}");
            return;
        }

        // Sent as the header above; an argument of its own can be a variable.
        line.Variable = "TOKEN";
        line.Add("--oauth2-bearer", "$TOKEN");
        line.Note($"TOKEN is the access token that {client.TokenUrl} gives, which this step has yet to fetch");
    }

    static void AddSignature(CurlLine line, AwsCredentials aws, HttpBody? body)
    {
        line.Add("--aws-sigv4", $"aws:amz:{aws.Region}:{aws.Service}");
        line.Add("-u", $"{aws.AccessKey}:{aws.SecretKey}");
        if (aws.SessionToken is { } token) line.Add("-H", $"x-amz-security-token: {token}");
        if (body is { Fields: not null }) line.Note("curl signs no multipart body");
    }
}
