namespace Runner.Workflows.Importing;

/// <summary>What several URLs begin with, under a name in <c>env</c>.</summary>
sealed record BaseUrl(string Name, string Origin)
{
    /// <summary>The origins that at least two requests have, the most frequent first.</summary>
    public static List<BaseUrl> Of(IReadOnlyList<ImportedRequest> requests)
    {
        var origins = requests.Select(request => OriginOf(request.Url)).OfType<string>().GroupBy(origin => origin, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .OrderByDescending(group => group.Count()).Select(group => group.Key).ToList();
        if (origins.Count == 1) return [new("BASE_URL", origins[0])];
        var named = new List<BaseUrl>();
        foreach (var origin in origins)
        {
            var host = ImportedSecrets.VariableName(origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..]);
            if (host.StartsWith("SECRET_", StringComparison.Ordinal)) host = host.Replace("SECRET_", "HOST_", StringComparison.Ordinal);
            var name = $"{host}_URL";
            for (var i = 2; named.Exists(known => known.Name == name); i++) name = $"{host}_URL_{i}";
            named.Add(new(name, origin));
        }

        return named;
    }

    /// <summary>The address with the name in the place of its origin.</summary>
    public string Shorten(string address) =>
        address.StartsWith(Origin, StringComparison.Ordinal) && (address.Length == Origin.Length || address[Origin.Length] is '/' or '?') ? ExpressionMark.Of($"env.{Name}") + address[Origin.Length..] : address;

    static string? OriginOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return null;
        var end = url.IndexOfAny(['/', '?', '#'], start + 3);
        var origin = end < 0 ? url : url[..end];
        // A user in it goes to `auth`.
        var at = origin.LastIndexOf('@');
        if (at >= 0) origin = origin[..(start + 3)] + origin[(at + 1)..];
        return ExpressionMark.IsIn(origin) ? null : origin;
    }
}
