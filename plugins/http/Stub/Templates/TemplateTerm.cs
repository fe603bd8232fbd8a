namespace Runner.Plugins.Http;

/// <summary>What a template names of a request, such as <c>query.q</c>, or a text of its own.</summary>
/// <param name="Root">What of the request; <see cref="TemplateRoot.Literal"/> for a text.</param>
/// <param name="Rest">What in it; null for all of it.</param>
/// <param name="Written">The term as it is written.</param>
sealed record TemplateTerm(TemplateRoot Root, string? Rest, string Written)
{
    const string Known = "known are path, query, headers, body, json, method, url, count, uuid, now, and a text in single quotes";

    internal static TemplateTerm Parse(string name, RoutePattern pattern, Func<string, string, Exception> wrong)
    {
        if (name is ['\'', .. var text, '\'']) return new(TemplateRoot.Literal, text.Replace("''", "'", StringComparison.Ordinal), name);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var word = dot < 0 ? name : name[..dot];
        var rest = dot < 0 ? null : name[(dot + 1)..];
        if (!Enum.TryParse<TemplateRoot>(word, ignoreCase: true, out var root) || root is TemplateRoot.Literal || !char.IsAsciiLetter(word[0]))
            throw wrong($"has {{{{{name}}}}} in its template", Known);
        switch (root)
        {
            case TemplateRoot.Path when rest is not null && !pattern.Names.Contains(rest):
                var names = pattern.Names.Count == 0 ? $"its path has no parameter; write one such as {{{rest}}} in it" : $"its path has {string.Join(", ", pattern.Names)}";
                throw wrong($"has {{{{{name}}}}} in its template", names);
            case TemplateRoot.Query or TemplateRoot.Headers when string.IsNullOrEmpty(rest):
                throw wrong($"has {{{{{name}}}}} in its template", $"say which, such as {word}.name");
            case TemplateRoot.Path or TemplateRoot.Query or TemplateRoot.Headers:
                break;
            case TemplateRoot.Json when rest is null || rest.Split('.').All(part => part.Length > 0):
                break;
            case not TemplateRoot.Json when rest is null:
                break;
            default:
                throw wrong($"has {{{{{name}}}}} in its template", root is TemplateRoot.Json ? "names of fields stand between dots" : $"{word} has no parts");
        }
        return new(root, rest, name);
    }
}

/// <summary>What of a request a template can name.</summary>
enum TemplateRoot
{
    Literal,
    Path,
    Query,
    Headers,
    Body,
    Json,
    Method,
    Url,
    Count,
    Uuid,
    Now,
}
