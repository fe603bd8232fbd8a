namespace Runner.Plugins.Http;

/// <summary>What a route wants of a request's query and headers.</summary>
static class RouteConditions
{
    const string Anything = "*";

    internal static bool Fit(StubMatch match, StubRequest request)
    {
        foreach (var (name, value) in match.Query ?? new Dictionary<string, string>())
        {
            if (!Has(request.Query, name, value, StringComparison.Ordinal)) return false;
        }
        foreach (var (name, value) in match.Headers ?? new Dictionary<string, string>())
        {
            if (!Has(request.Headers, name, value, StringComparison.OrdinalIgnoreCase)) return false;
        }
        return true;
    }

    static bool Has(IReadOnlyList<KeyValuePair<string, string>> pairs, string name, string value, StringComparison comparison)
    {
        foreach (var (each, text) in pairs)
        {
            if (each.Equals(name, comparison) && (value == Anything || text == value)) return true;
        }
        return false;
    }
}
