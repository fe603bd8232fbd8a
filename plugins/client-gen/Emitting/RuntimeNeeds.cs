using System.Reflection;
using System.Text;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>What of the runtime a client needs, and its source: what a client does not use is not beside it.</summary>
sealed class RuntimeNeeds
{
    const string Namespace = "namespace Runner.Plugins.ClientGen.Runtime;";

    /// <summary>What every client needs, first what a reader looks for first.</summary>
    static readonly string[] Always = ["ApiConnection", "ApiRequest", "ApiException", "ApiJson"];

    readonly SortedSet<string> parts = new(StringComparer.Ordinal);

    /// <summary>Adds a part by its file's name.</summary>
    public void Add(string part) => parts.Add(part);

    /// <summary>The source without its head.</summary>
    public string Source()
    {
        var code = new StringBuilder();
        foreach (var part in Always.Concat(parts))
        {
            var text = Read(part);
            code.Append('\n').Append(text.AsSpan(text.IndexOf(Namespace, StringComparison.Ordinal) + Namespace.Length).Trim()).Append('\n');
        }

        return code.ToString();
    }

    static string Read(string part)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Runtime/{part}.cs") ?? throw new InvalidOperationException($"The runtime has no part {part}.");
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }
}
