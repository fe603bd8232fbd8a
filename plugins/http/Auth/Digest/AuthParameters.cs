using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Reads challenges and their parameters (RFC 9110, section 11): <c>Digest realm="a", qop="auth,auth-int"</c>.</summary>
static class AuthParameters
{
    /// <summary>The challenges of one field value, which may hold several with commas between them and inside them.</summary>
    internal static List<AuthChallenge> Challenges(string field)
    {
        var challenges = new List<AuthChallenge>();
        var at = 0;
        while (Next(field, ref at) is { } word)
        {
            if (!Takes(field, ref at, '=')) challenges.Add(new(word, new(StringComparer.OrdinalIgnoreCase)));
            else if (challenges.Count > 0) challenges[^1].Parameters.TryAdd(word, Value(field, ref at));
            else Value(field, ref at);
        }
        return challenges;
    }

    /// <summary>A field that is parameters alone, as Authentication-Info is.</summary>
    internal static Dictionary<string, string> Parameters(string field) =>
        Challenges("x " + field) is [var only, ..] ? only.Parameters : [];

    /// <summary>The next word; null at the end.</summary>
    static string? Next(string field, ref int at)
    {
        while (at < field.Length && (field[at] is ' ' or '\t' or ',')) at++;
        if (at >= field.Length) return null;
        var start = at;
        while (at < field.Length && field[at] is not (' ' or '\t' or ',' or '=' or '"')) at++;
        if (at == start) at++; // a stray character must not stop the reading
        return field[start..at];
    }

    static bool Takes(string field, ref int at, char character)
    {
        var ahead = at;
        while (ahead < field.Length && field[ahead] is (' ' or '\t')) ahead++;
        if (ahead >= field.Length || field[ahead] != character) return false;
        at = ahead + 1;
        while (at < field.Length && field[at] is (' ' or '\t')) at++;
        return true;
    }

    /// <summary>A quoted string or a token.</summary>
    static string Value(string field, ref int at)
    {
        if (at >= field.Length) return "";
        if (field[at] != '"')
        {
            var start = at;
            while (at < field.Length && field[at] is not (' ' or '\t' or ',')) at++;
            return field[start..at];
        }
        var text = new StringBuilder();
        for (at++; at < field.Length && field[at] != '"'; at++)
        {
            if (field[at] == '\\' && at + 1 < field.Length) at++;
            text.Append(field[at]);
        }
        at++;
        return text.ToString();
    }
}

/// <summary>What a server wants proved, and how.</summary>
sealed record AuthChallenge(string Scheme, Dictionary<string, string> Parameters);
