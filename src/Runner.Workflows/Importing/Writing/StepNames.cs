using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>Names and ids for steps.</summary>
static class StepNames
{
    const int LongestName = 80;
    const int LongestId = 40;

    /// <summary>A request's own name, or its method and path.</summary>
    public static string NameOf(ImportedRequest request)
    {
        if (request.Name is { } own && own.Trim().Length > 0) return OneLine(own);
        var address = ExpressionMark.Literals(UrlText.Split(request.Url).Address);
        var start = address.IndexOf("://", StringComparison.Ordinal);
        var path = start < 0 ? address.IndexOf('/', StringComparison.Ordinal) : address.IndexOf('/', start + 3);
        return OneLine($"{request.Method} {(path < 0 ? "/" : address[path..])}");
    }

    /// <summary>Ids for steps of these names, each once.</summary>
    public static List<string> IdsOf(IReadOnlyList<ImportedRequest> requests, IReadOnlyList<string> names)
    {
        var taken = requests.Select(request => request.Id).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var ids = new List<string>();
        var used = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < requests.Count; i++)
        {
            if (requests[i].Id is { } own)
            {
                ids.Add(own);
                continue;
            }

            var id = IdOf(names[i]);
            var unique = id;
            for (var n = used.GetValueOrDefault(id, 2); !taken.Add(unique); n++)
            {
                unique = $"{id}-{n}";
                used[id] = n + 1;
            }

            ids.Add(unique);
        }

        return ids;
    }

    /// <summary>A name as an id: <c>Log in</c> becomes <c>log-in</c>.</summary>
    public static string IdOf(string name)
    {
        var id = new StringBuilder();
        foreach (var c in name)
        {
            if (id.Length == LongestId) break;
            if (char.IsAsciiLetterOrDigit(c)) id.Append(char.ToLowerInvariant(c));
            else if (id.Length > 0 && id[^1] != '-') id.Append('-');
        }

        var text = id.ToString().Trim('-');
        return text.Length == 0 ? "request" : char.IsAsciiDigit(text[0]) ? $"request-{text}" : text;
    }

    static string OneLine(string name)
    {
        var line = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestName || ExpressionMark.IsIn(line)) return line;
        return line[..(LongestName - (char.IsHighSurrogate(line[LongestName - 2]) ? 2 : 1))] + "…";
    }
}
