using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Workflows.Importing;

/// <summary>
/// Secrets met in a source. Their values stay behind: the workflow declares a name, and whoever runs it sets the variable.
/// </summary>
sealed partial class ImportedSecrets
{
    // Shorter values are as likely to be an innocent word elsewhere in the source.
    const int ShortestSought = 8;

    readonly List<(string Name, string? Value, string What)> known = [];
    readonly Dictionary<string, string> byValue = new(StringComparer.Ordinal);
    readonly HashSet<string> names = new(StringComparer.Ordinal);
    // The longest first: one may stand in another.
    readonly List<(string Name, string Value)> sought = [];

    /// <summary>The secrets, in the order in which they were met, and what each is.</summary>
    public IReadOnlyList<ImportedSecret> All => [.. known.Select(secret => new ImportedSecret(secret.Name, secret.What))];

    /// <summary>Whether a name is one that people give to secrets: <c>password</c>, <c>X-Api-Key</c>, <c>access_token</c>.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name) && !InnocentName().IsMatch(name);

    /// <summary>Whether a value shows by itself that it is one: a JSON Web Token (RFC 7519), a key of a well-known issuer.</summary>
    public static bool IsSecretValue(string value) => SecretValue().IsMatch(value);

    /// <summary>A marked expression in the place of a secret's value; the same for the same value. What already is an expression stays.</summary>
    public string Take(string name, string value, string what)
    {
        if (value.Length == 0 || ExpressionMark.IsIn(value)) return value;
        if (byValue.TryGetValue(value, out var before)) return Marked(before);
        var unique = Unique(VariableName(name));
        known.Add((unique, value, what));
        byValue.Add(value, unique);
        if (value.Length >= ShortestSought) sought.Insert(sought.FindIndex(other => other.Value.Length < value.Length) is >= 0 and var at ? at : sought.Count, (unique, value));
        return Marked(unique);
    }

    /// <summary>A marked expression for a secret whose value the source does not hold.</summary>
    public string Declare(string name, string what)
    {
        var variable = VariableName(name);
        if (!known.Exists(secret => secret.Name == variable && secret.Value is null)) known.Add((variable = Unique(variable), null, what));
        return Marked(variable);
    }

    /// <summary>The text with every known secret replaced that stands in it.</summary>
    public string Hide(string text)
    {
        foreach (var (name, value) in sought)
        {
            if (!text.Contains(value, StringComparison.Ordinal)) continue;
            text = ExpressionMark.Map(text, literal => literal.Replace(value, Marked(name), StringComparison.Ordinal));
        }

        return text;
    }

    /// <summary>A name as environment variables have it: <c>authToken</c> and <c>X-Auth-Token</c> become <c>AUTH_TOKEN</c>.</summary>
    public static string VariableName(string name)
    {
        var text = new StringBuilder();
        var words = CamelCase().Replace(name, "$1_$2");
        if (words.StartsWith("x-", StringComparison.OrdinalIgnoreCase)) words = words[2..];
        foreach (var c in words)
        {
            if (char.IsAsciiLetterOrDigit(c)) text.Append(char.ToUpperInvariant(c));
            else if (text.Length > 0 && text[^1] != '_') text.Append('_');
        }

        var variable = text.ToString().Trim('_');
        return variable.Length == 0 ? "SECRET" : char.IsAsciiDigit(variable[0]) ? "SECRET_" + variable : variable;
    }

    static string Marked(string name) => ExpressionMark.Of($"secrets.{name}");

    string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !names.Add(unique); i++) unique = $"{name}_{i}";
        return unique;
    }

    [GeneratedRegex(@"token|secret|passw(or)?d|passphrase|(^|[-_.\[])(pass|pwd|pin|otp|sig|auth|sid)($|[-_.\]])|api[-_]?key|apikey|access[-_]?key|private[-_]?key|subscription[-_]?key|^key$|authorization|signature|credential|session[-_]?id|sessionid|jwt|cookie|assertion", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"token[-_]?(type|url|uri|endpoint|name|count|limit)|max[-_]?tokens|tokens$|(next|page|continuation|sync)[-_]?token|_type$|cookie[-_]?(policy|consent)|signature[-_]?(method|version)|client[-_]?assertion[-_]?type|secret[-_]?(name|id)$|sec-websocket-key", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InnocentName();

    [GeneratedRegex(@"^(eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|sk[-_](live[-_]|test[-_]|proj-)?\w{16,}|AKIA[0-9A-Z]{16})$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretValue();

    [GeneratedRegex("([a-z0-9])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex CamelCase();
}

/// <summary>A secret that the workflow declares.</summary>
/// <param name="Name">The environment variable to set.</param>
/// <param name="What">What it was in the source, for people.</param>
public sealed record ImportedSecret(string Name, string What);
