namespace Runner.Plugins.Http;

/// <summary>An answer's headers, by name.</summary>
static class ResponseHeaders
{
    internal static Dictionary<string, string> Of(HttpResponseMessage message)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in message.Headers.NonValidated)
        {
            // A Set-Cookie has commas inside; it is the one header whose values cannot be joined with them (RFC 9110, section 5.3).
            headers[name] = values.Count > 1 && name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)
                ? string.Join('\n', values)
                : values.ToString();
        }
        foreach (var (name, values) in message.Content.Headers.NonValidated) headers[name] = values.ToString();
        return headers;
    }
}
