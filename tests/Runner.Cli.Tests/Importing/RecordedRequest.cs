using System.Text;
using System.Text.Json.Nodes;

namespace Runner.Cli.Tests.Importing;

/// <summary>A request as it arrived.</summary>
sealed record RecordedRequest(string Method, string Target, List<(string Name, string Value)> Headers, byte[] Body)
{
    /// <summary>What each program says of itself, and what follows from the connection.</summary>
    static readonly string[] Programs = ["Accept-Encoding", "Connection", "Content-Length", "Transfer-Encoding", "Expect"];

    public string? Header(string name) => Headers.Find(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The request as a text that is the same for requests that mean the same.</summary>
    public string Meaning()
    {
        var text = new StringBuilder();
        var boundary = Header("Content-Type") is { } multipart && multipart.StartsWith("multipart/", StringComparison.Ordinal) ? multipart[(multipart.IndexOf("boundary=", StringComparison.Ordinal) + 9)..].Trim('"') : null;
        var parts = Target.Split('?', 2);
        text.Append(Method).Append(' ').AppendLine(parts[0]);
        foreach (var pair in parts.Length > 1 ? Pairs(parts[1]) : []) text.AppendLine($"? {pair}");
        foreach (var (name, value) in Headers.Where(header => !Programs.Contains(header.Name, StringComparer.OrdinalIgnoreCase)).OrderBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (name.Equals("User-Agent", StringComparison.OrdinalIgnoreCase) && (value.StartsWith("curl/", StringComparison.Ordinal) || value.StartsWith("Runner/", StringComparison.Ordinal))) continue;
            text.AppendLine($"{name.ToLowerInvariant()}: {(boundary is null ? value : value.Replace(boundary, "BOUNDARY"))}");
        }

        var type = Header("Content-Type")?.Split(';')[0];
        var body = Encoding.UTF8.GetString(Body);
        if (type?.EndsWith("json", StringComparison.Ordinal) == true && TryJson(body) is { } json) text.AppendLine(json);
        else if (type == "application/x-www-form-urlencoded") text.AppendLine(string.Join('\n', Pairs(body)));
        else if (boundary is not null) text.Append(Encoding.Latin1.GetString(Body).Replace(boundary, "BOUNDARY"));
        else text.Append(Convert.ToHexString(Body));
        return text.ToString();
    }

    static string? TryJson(string body)
    {
        try
        {
            return JsonNode.Parse(body)?.ToJsonString();
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    static IEnumerable<string> Pairs(string text) =>
        text.Split('&').Select(pair => string.Join('=', pair.Split('=', 2).Select(part => Uri.UnescapeDataString(part.Replace('+', ' ')))));
}
