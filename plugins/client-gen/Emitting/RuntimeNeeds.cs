using System.Reflection;
using System.Text;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>What of the runtime a client needs, and its source: what a client does not use is not beside it.</summary>
/// <remarks>The runtime's files are parts, and what stands between <c>#if</c> and <c>#endif</c> in them are smaller ones. The documentation of what is indented stays here, and what is inherited.</remarks>
sealed class RuntimeNeeds
{
    const string Namespace = "namespace Runner.Plugins.ClientGen.Runtime;";

    /// <summary>What every client needs, first what a reader looks for first.</summary>
    static readonly string[] Always = ["ApiConnection", "ApiRequest", "ApiException", "ApiJson"];

    /// <summary>What a client needs when its code, or another part of the runtime, has one of these texts in it.</summary>
    static readonly (string Symbol, string[] Signs)[] Symbols =
    [
        ("AUTH", ["ApiCredential"]), ("OWN_AUTH", [".Auth("]), ("BASIC", [".Basic("]), ("ERRORS", [".Error<"]), ("AT", [".At(", "ApiRequest.LinkedAsync"]),
        ("PATH", [".Path("]), ("QUERY", [".Query(", ".QueryString(", "\"query\"", "\"cookie\"", ".Form("]), ("HEADER", [".Header(", "ApiCredential", ".SendAsync<", ".SendOrNullAsync<", ".TextAsync(", ".StreamAsync(", ".EventsAsync<", ".LinkedAsync<"]), ("COOKIE", [".Cookie(", "\"query\"", "\"cookie\""]), ("KEY_ELSEWHERE", ["\"query\"", "\"cookie\""]),
        ("JSON", [".Json("]), ("TEXT_BODY", [".Text("]), ("STREAM_BODY", [".Stream("]), ("BODY", [".Json(", ".Text(", ".Stream(", ".Form("]),
        ("OF", ["JsonElement", "ApiJson.Of(", "ApiRequest.AsJson("]), ("TYPE", [".Json(body, "]), ("ACCEPT", ["(cancel, "]),
        ("NOTHING", [".SendAsync(cancel"]), ("VALUE", [".SendAsync<"]), ("VALUE_OR_NULL", [".SendOrNullAsync<"]), ("TEXT", [".TextAsync("]), ("STREAM", [".StreamAsync("]),
    ];

    /// <summary>The parts that look into JSON.</summary>
    static readonly string[] ByJson = ["ApiForm", "ApiMultipart", "ApiStyles", "ApiUnion"];

    /// <summary>The classes that are in several parts.</summary>
    static readonly string[] Divided = ["partial class ApiRequest", "partial class ApiJson"];

    readonly SortedSet<string> parts = new(StringComparer.Ordinal);

    /// <summary>Adds a part by its file's name.</summary>
    public void Add(string part) => parts.Add(part);

    /// <summary>Whether the document says where the API is.</summary>
    public bool HasServer { get; set; }

    /// <summary>Whether operations that say nothing of their own need a credential.</summary>
    public bool HasDefaultSecurity { get; set; }

    /// <summary>Whether some operation needs several credentials at once.</summary>
    public bool HasSecurityOfSeveral { get; set; }

    /// <summary>Whether a path of the document has a query of its own.</summary>
    public bool HasQueryInPath { get; set; }

    /// <summary>The source without its head.</summary>
    /// <param name="code">What is to use it.</param>
    public string Source(IReadOnlyList<string> code)
    {
        var symbols = Symbols.Where(symbol => symbol.Signs.Any(sign => code.Any(each => each.Contains(sign, StringComparison.Ordinal)))).Select(static symbol => symbol.Symbol).ToHashSet(StringComparer.Ordinal);
        if (parts.Overlaps(ByJson)) symbols.Add("OF");
        if (HasQueryInPath) symbols.Add("QUERY_IN_PATH");
        if (!HasServer) symbols.Add("NO_SERVER");
        if (HasDefaultSecurity) symbols.Add("DEFAULT_AUTH");
        if (HasSecurityOfSeveral) symbols.Add("ALL_OF");
        var source = new StringBuilder();
        foreach (var part in Always.Concat(parts)) Append(source.Append('\n'), part, symbols);
        var text = source.ToString();
        // A class whose other parts are left out is whole.
        foreach (var part in Divided)
            if (text.IndexOf(part, StringComparison.Ordinal) == text.LastIndexOf(part, StringComparison.Ordinal)) text = text.Replace(part, part.Replace("partial ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        return text;
    }

    static void Append(StringBuilder source, string part, HashSet<string> symbols)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Runtime/{part}.cs") ?? throw new InvalidOperationException($"The runtime has no part {part}.");
        using var reader = new StreamReader(stream);
        var isBegun = false;
        var before = "";
        var open = new Stack<bool>();
        while (reader.ReadLine() is { } line)
        {
            if (!isBegun) isBegun = line == Namespace;
            else if (line.StartsWith("#if ", StringComparison.Ordinal)) open.Push(line[4..].Split(" || ").Any(symbols.Contains));
            else if (line.StartsWith("#elif ", StringComparison.Ordinal)) open.Push(!open.Pop() && symbols.Contains(line[6..]));
            else if (line == "#else") open.Push(!open.Pop());
            else if (line == "#endif") open.Pop();
            else if (!open.Contains(false) && !line.StartsWith("    /// ", StringComparison.Ordinal) && line != "/// <inheritdoc/>")
            {
                if (line.Length > 0 || (before.Length > 0 && before != "{")) source.Append(before = line).Append('\n');
            }
        }
    }
}
