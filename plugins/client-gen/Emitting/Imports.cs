using System.Text.RegularExpressions;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Which namespaces of .NET a file uses: by the words in it, so that one too many does no harm.</summary>
static partial class Imports
{
    static readonly (string Namespace, string[] Words)[] Known =
    [
        ("System", []),
        ("System.Collections.Generic", []),
        ("System.IO", ["Stream", "StreamReader"]),
        ("System.Linq", ["Select", "Concat", "FirstOrDefault", "Contains", "ToDictionary"]),
        ("System.Net.Http", ["HttpClient", "HttpContent", "HttpResponseMessage", "ByteArrayContent"]),
        ("System.Net.Http.Headers", ["MediaTypeHeaderValue", "AuthenticationHeaderValue"]),
        ("System.Runtime.CompilerServices", ["EnumeratorCancellation"]),
        ("System.Text", ["StringBuilder", "Encoding"]),
        ("System.Text.Json", ["JsonElement", "JsonSerializer", "JsonException"]),
        ("System.Text.Json.Serialization", ["JsonConverter", "JsonIgnore", "JsonNumberHandling", "JsonExtensionData", "JsonIgnoreCondition"]),
        ("System.Text.RegularExpressions", ["Regex"]),
        ("System.Threading", ["CancellationToken"]),
        ("System.Threading.Tasks", ["Task"]),
    ];

    /// <summary>The lines that import them, and the short name of an attribute that stands at every property.</summary>
    public static string For(params string[] code)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var known = Known.SelectMany(static each => each.Words).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in code)
            foreach (var word in Word().EnumerateMatches(text))
                if (known.TryGetValue(text.AsSpan(word.Index, word.Length), out var found)) words.Add(found);
        var lines = Known.Where(each => each.Words.Length == 0 || each.Words.Any(words.Contains)).Select(static each => $"using global::{each.Namespace};\n");
        var wire = Array.Exists(code, static text => text.Contains("[Wire(", StringComparison.Ordinal)) ? "using Wire = global::System.Text.Json.Serialization.JsonPropertyNameAttribute;\n" : "";
        return string.Concat(lines) + wire;
    }

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();
}
