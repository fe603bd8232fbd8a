using System.Text;
using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Engine.Secrets;

/// <summary>A secret that is a JSON object or array: workflows read its parts with <c>fromJSON</c>, and each is as secret.</summary>
static class JsonSecret
{
    // Shorter ones are settings rather than secrets, such as "on", and a port.
    const int ShortestText = 4;
    const int FewestDigits = 6;

    /// <summary>Whether to look closer. Most secrets are not JSON, and nothing is loaded for those.</summary>
    public static bool MayBe(string secret) => secret.AsSpan().TrimStart() is ['{' or '[', ..];

    /// <summary>The texts and numbers in it that are long enough; none when it is not JSON.</summary>
    public static List<string> LeavesOf(string secret)
    {
        var leaves = new List<string>();
        // The reader takes JSON's own white space only; others trim more off.
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(secret.Trim()), new JsonReaderOptions { MaxDepth = ValueJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: >= ShortestText } text) leaves.Add(text);
                if (reader.TokenType == JsonTokenType.Number) AddNumber(leaves, ref reader);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or half of a surrogate pair in it: `fromJSON` takes neither, so there are no parts to be seen.
            return [];
        }

        return leaves;
    }

    /// <summary>As it is written, and as an expression shows it: 1e9 is 1000000000.</summary>
    static void AddNumber(List<string> leaves, ref Utf8JsonReader reader)
    {
        var written = Encoding.UTF8.GetString(reader.ValueSpan);
        if (written.Count(char.IsAsciiDigit) >= FewestDigits) leaves.Add(written);
        if (reader.TryGetDouble(out var number) && Value.From(number).ToString() is var shown && shown != written && shown.Count(char.IsAsciiDigit) >= FewestDigits) leaves.Add(shown);
    }
}
