using System.Buffers;
using System.Text;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Names of operations that have no id.</summary>
static class OperationNames
{
    static readonly SearchValues<char> Separators = SearchValues.Create("-_.:@,;=()'");

    /// <summary>Of a method and a path: <c>GET /pets/{id}/toys</c> is <c>GetPetsByIdToys</c>.</summary>
    public static string Of(string method, string path)
    {
        var name = new StringBuilder(Identifiers.Pascal(method.ToLowerInvariant()));
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var part in segment.Replace("{", "\n{", StringComparison.Ordinal).Split((char[])['\n', '}'], StringSplitOptions.RemoveEmptyEntries))
            {
                var text = part.TrimStart('{');
                if (!text.AsSpan().ContainsAnyExcept(Separators)) continue;
                name.Append(part[0] == '{' ? "By" : "").Append(Identifiers.Pascal(text).TrimStart('_'));
            }
        }

        return path.Trim('/').Length == 0 ? name.Append("Root").ToString() : name.ToString();
    }
}
