using Runner.Sdk.Networking;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>
/// Reads <c>network: { allow: [...], deny: [...], scan: { allow: [...] } }</c>. Somebody relies on each rule, so that one which cannot be
/// read is an error, and so is a list without any: whether it stands for everything or for nothing, half of its readers would get wrong.
/// </summary>
static class NetworkKey
{
    const string Example = "[10.0.0.0/8, api.example.com, loopback]";

    public static NetworkPolicy Read(YamlNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Of(node, "`network`", diagnostics, $"such as network: {{ deny: [169.254.169.254, link-local] }}") is not { } keys) return NetworkPolicy.Default;
        var (allow, deny) = (Rules(keys, "allow", diagnostics), Rules(keys, "deny", diagnostics));
        var allowSource = keys.Node("allow") is { } list ? Place(list.Location) : null;
        IReadOnlyList<NetworkRule> scan = [];
        if (keys.Node("scan") is { } nested && MappingReader.Of(nested, "`scan`", diagnostics, "such as scan: { allow: [203.0.113.0/24] }") is { } scanKeys)
        {
            scan = Rules(scanKeys, "allow", diagnostics);
            scanKeys.Finish(static key => key == "deny" ? "what is under `network.deny` is not scanned either" : null);
        }
        keys.Finish();
        return new() { Allow = allow, Deny = deny, ScanAllow = scan, AllowSource = allowSource, File = node.Location.Source.Path };
    }

    static List<NetworkRule> Rules(MappingReader keys, string key, DiagnosticBag diagnostics)
    {
        var rules = new List<NetworkRule>();
        if (keys.Scalars(key, Example) is not { } written) return rules;
        if (keys.Node(key) is YamlSequence { Items.Count: 0 } empty)
            diagnostics.Error(DiagnosticCodes.InvalidValue, empty.Location, $"`{key}` has no rule", $"write one, such as {key}: {Example}, or remove the line");
        foreach (var rule in written)
        {
            if (Misspelt(rule.Text) is { } meant)
                diagnostics.Error(DiagnosticCodes.InvalidValue, rule.Location, $"`{ShownText.Shorten(rule.Text)}` is no set of networks", $"did you mean `{meant}`? A host of that name is written `{ShownText.Shorten(rule.Text)}.`");
            else if (NetworkRule.TryParse(rule.Text, Place(rule.Location), out var read, out var problem)) rules.Add(read);
            else diagnostics.Error(DiagnosticCodes.InvalidValue, rule.Location, $"`{ShownText.Shorten(rule.Text)}` {Split(problem).Problem}", Split(problem).Help);
        }
        return rules;
    }

    /// <summary>The set that a single word was probably meant as; null when it is one, or something else.</summary>
    static string? Misspelt(string text) =>
        text.Contains('.', StringComparison.Ordinal) || NetworkRule.Sets.Contains(text) || text == "localhost" ? null : DidYouMean.Suggest(text, NetworkRule.Sets);

    static (string Problem, string? Help) Split(string problem) =>
        problem.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? (problem[..colon], problem[(colon + 2)..]) : (problem, null);

    static string Place(SourceLocation location) => location.ToString();
}
