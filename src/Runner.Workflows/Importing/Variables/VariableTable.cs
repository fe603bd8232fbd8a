using System.Text.RegularExpressions;

namespace Runner.Workflows.Importing;

/// <summary>
/// The variables of a source, written <c>{{name}}</c>: what they become in the workflow is decided when a request first uses
/// one. Plain values become inputs, values made of others become <c>env</c>, secret ones secrets, and what an earlier request's
/// script set becomes an output of its step.
/// </summary>
sealed partial class VariableTable(ImportedSecrets secrets, ImportNotes notes)
{
    const int MostNested = 20;

    readonly Dictionary<string, (string Value, bool IsSecret, string? Description)> values = new(StringComparer.Ordinal);
    readonly HashSet<string> secretOnes = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> expressions = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> settled = new(StringComparer.Ordinal);

    /// <summary>The inputs that the requests use.</summary>
    public List<ImportedInput> Inputs { get; } = [];

    /// <summary>The texts made of inputs that the requests use.</summary>
    public List<KeyValuePair<string, string>> Env { get; } = [];

    /// <summary>Gives a variable its value; the first one counts.</summary>
    public void Define(string name, string value, bool isSecret = false, string? description = null) => values.TryAdd(name, (value, isSecret, description));

    /// <summary>Gives a variable another value.</summary>
    public void Redefine(string name, string value, bool isSecret = false) => values[name] = (value, isSecret, null);

    /// <summary>The variables in a text are secrets, whatever their names are, and so are those in their values. Before any of them is used.</summary>
    public void MarkSecrets(string text)
    {
        foreach (Match match in Reference().Matches(text))
        {
            var name = match.Groups["name"].Value.Trim();
            if (!name.StartsWith('$') && secretOnes.Add(name) && values.TryGetValue(name, out var variable)) MarkSecrets(variable.Value);
        }
    }

    /// <summary>The variables in a header are secrets, when what the header says is one.</summary>
    public void MarkSecretsOfHeader(string name, string value)
    {
        if (!ImportedSecrets.IsSecretName(name)) return;
        // `Basic {{user}} {{password}}`, `Basic {{user}}:{{password}}`
        var pair = UserAndPassword().Match(value.Trim());
        MarkSecrets(pair.Success ? pair.Groups["password"].Value : value);
    }

    /// <summary>The variables in a URL that stand where its password or the value of a secret name does.</summary>
    public void MarkSecretsOfUrl(string url)
    {
        foreach (Match match in Field().Matches(url)) MarkSecretsOfHeader(match.Groups["name"].Value, match.Groups["value"].Value);
        var user = UserInfo().Match(url);
        if (user.Success) MarkSecrets(user.Groups["password"] is { Length: > 0 } password ? password.Value : user.Groups["user"].Value);
    }

    /// <summary>From now on a variable is what a step answered.</summary>
    public void Set(string name, string expression) => expressions[name] = expression;

    /// <summary>The text with its variables as marked expressions.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands, for warnings.</param>
    public string Substitute(string text, string place) =>
        text.Contains("{{", StringComparison.Ordinal) ? Reference().Replace(text, match => ExpressionFor(match.Groups["name"].Value.Trim(), place) ?? match.Value) : text;

    /// <summary>What a name stands for, as marked text; null when it is no name of a variable.</summary>
    string? ExpressionFor(string name, string place)
    {
        if (expressions.TryGetValue(name, out var set)) return ExpressionMark.Of(set);
        if (settled.TryGetValue(name, out var known)) return known;
        if (DynamicVariables.Find(name, secrets) is { } dynamic)
        {
            if (name == "$timestamp") notes.Warn(place, "`{{$timestamp}}` counts milliseconds in the workflow, and seconds where it comes from");
            return dynamic;
        }

        if (name.StartsWith('$')) notes.Warn(place, $"`{{{{{name}}}}}` has no counterpart: it is an input of the workflow, to be given");
        return settled[name] = Settle(name, place);
    }

    string Settle(string name, string place)
    {
        if (!values.TryGetValue(name, out var variable))
        {
            if (IsSecret(name)) return secrets.Declare(name, $"the variable `{name}`, which has no value here");
            if (!name.StartsWith('$')) notes.Warn(place, $"the variable `{{{{{name}}}}}` has no value: it is an input of the workflow, to be given");
            return Input(name, null, null);
        }

        var (value, isSecret, description) = variable;
        if (isSecret || IsSecret(name) && !value.Contains("{{", StringComparison.Ordinal) || ImportedSecrets.IsSecretValue(value))
            return value.Length > 0 ? secrets.Take(name, value, $"the variable `{name}`") : secrets.Declare(name, $"the variable `{name}`");
        if (!value.Contains("{{", StringComparison.Ordinal)) return Input(name, value, description);
        var expanded = Expand(value, place, 0);
        if (ExpressionMark.Whole(expanded) is not null) return expanded;
        var unique = Unique(name, Env.Select(entry => entry.Key));
        Env.Add(new(unique, expanded));
        return ExpressionMark.Of($"env.{unique}");
    }

    /// <summary>Whether a variable is one by its name, or by where it is used.</summary>
    public bool IsSecret(string name) => secretOnes.Contains(name) || ImportedSecrets.IsSecretName(name);

    /// <summary>A value made of other variables, which cannot be named in <c>env</c> if they are there too.</summary>
    string Expand(string value, string place, int depth) => Reference().Replace(value, match =>
    {
        var name = match.Groups["name"].Value.Trim();
        if (depth < MostNested && values.TryGetValue(name, out var variable) && variable.Value.Contains("{{", StringComparison.Ordinal)) return Expand(variable.Value, place, depth + 1);
        return depth < MostNested ? ExpressionFor(name, place) ?? match.Value : match.Value;
    });

    string Input(string name, string? value, string? description)
    {
        var unique = Unique(name, Inputs.Select(input => input.Name));
        Inputs.Add(new(unique, value, description));
        return ExpressionMark.Of($"inputs.{unique}");
    }

    /// <summary>A name that expressions can say, and that no other one is like but for its case.</summary>
    static string Unique(string name, IEnumerable<string> taken)
    {
        var identifier = NotInIdentifier().Replace(name, "_").Trim('_', '-');
        if (identifier.Length == 0 || !char.IsAsciiLetter(identifier[0])) identifier = $"value_{identifier}".TrimEnd('_');
        var names = taken.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unique = identifier;
        for (var i = 2; names.Contains(unique); i++) unique = $"{identifier}_{i}";
        return unique;
    }

    [GeneratedRegex(@"\{\{(?<name>[^{}\r\n]{1,200})\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"^(Basic|Digest)\s+(?<user>[^\s:{}]+|\{\{[^{}]+\}\})(\s*:|\s)\s*(?<password>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex UserAndPassword();

    [GeneratedRegex(@"[?&](?<name>[^=&#{}\s]{1,60})=(?<value>(\{\{[^{}]+\}\}|[^&#\s])+)", RegexOptions.CultureInvariant)]
    private static partial Regex Field();

    [GeneratedRegex(@"://(?<user>(\{\{[^{}]+\}\}|[^/?#@:\s])+)(:(?<password>(\{\{[^{}]+\}\}|[^/?#@\s])*))?@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex("[^A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInIdentifier();
}
