namespace Runner.Workflows.Importing;

/// <summary>Variables that the tools make anew for each request, and the functions that do it here.</summary>
static class DynamicVariables
{
    /// <summary>The marked expression; null when there is none for the name.</summary>
    public static string? Find(string name, ImportedSecrets secrets)
    {
        if (!name.StartsWith('$')) return null;
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words[0] switch
        {
            "$guid" or "$uuid" or "$randomUUID" or "$random.uuid" => ExpressionMark.Of("uuid()"),
            "$timestamp" when words.Length == 1 => ExpressionMark.Of("timestamp(now())"),
            "$isoTimestamp" => ExpressionMark.Of("now()"),
            "$datetime" or "$localDatetime" when words.Length == 2 && words[1] == "iso8601" => ExpressionMark.Of("now()"),
            "$processEnv" or "$dotenv" when words.Length == 2 && IsName(words[1].TrimStart('%')) => Variable(words[1].TrimStart('%'), secrets),
            var env when env.StartsWith("$env.", StringComparison.Ordinal) && IsName(env[5..]) => Variable(env[5..], secrets),
            _ => null,
        };
    }

    static bool IsName(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    static string Variable(string name, ImportedSecrets secrets) =>
        ImportedSecrets.IsSecretName(name) ? secrets.Declare(name, $"the environment variable {name}") : ExpressionMark.Of($"env({ExpressionMark.Quote(name)})");
}
