using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>Reads YAML as Ansible does: YAML 1.1's scalars, merge keys. Values that its Vault has encrypted are told of.</summary>
static class AnsibleYaml
{
    const string VaultTag = "!vault";
    /// <summary>Before text that Ansible is not to take for a template.</summary>
    const string UnsafeTag = "!unsafe";

    const string VaultFile = "$ANSIBLE_VAULT;";

    /// <summary>Reads a file; false when it cannot be read, which has been reported.</summary>
    public static bool TryRead(SourceText source, DiagnosticBag diagnostics, out YamlNode? root)
    {
        root = null;
        if (source.Content.StartsWith(VaultFile, StringComparison.Ordinal))
        {
            Report(source, new(0, VaultFile.Length - 1), "the file", diagnostics);
            return false;
        }

        var found = new DiagnosticBag();
        if (YamlReader.TryRead(source, found, out root, InventoryLimits.Nodes, UnsafeTag))
        {
            diagnostics.AddAll(found);
            return true;
        }

        if (found.FirstOrDefault(each => each.Code == DiagnosticCodes.YamlTag && source.Content.AsSpan(each.Location.Span.Start).StartsWith(VaultTag)) is { } vault)
            Report(source, new(vault.Location.Span.Start, VaultTag.Length), "this value", diagnostics);
        else diagnostics.AddAll(found);
        return false;
    }

    static void Report(SourceText source, TextSpan span, string what, DiagnosticBag diagnostics) =>
        diagnostics.Error(DiagnosticCodes.VaultEncrypted, new(source, span), $"{what} is encrypted with Ansible Vault, which Runner does not decrypt",
            "take the secret from the environment, in an inventory of Runner's own format: password: ${{ env('DB_PASSWORD') }}");

    /// <summary>A node as a variable holds it.</summary>
    public static object? ValueOf(YamlNode node) => node switch
    {
        YamlScalar scalar => AnsibleScalar.Of(scalar),
        YamlSequence list => list.Items.Select(ValueOf).ToList(),
        YamlMapping mapping => MapOf(mapping),
        _ => null,
    };

    /// <summary>The entries of a mapping, those that <c>&lt;&lt;</c> merges into it too, where it has none of the name itself.</summary>
    public static IReadOnlyList<YamlEntry> EntriesOf(YamlMapping mapping)
    {
        if (!mapping.Entries.Any(IsMerge)) return mapping.Entries;
        var entries = mapping.Entries.Where(entry => !IsMerge(entry)).ToList();
        var names = entries.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var merged in mapping.Entries.Where(IsMerge))
        {
            foreach (var part in merged.Value is YamlSequence list ? list.Items : [merged.Value])
            {
                if (part is YamlMapping other) entries.AddRange(EntriesOf(other).Where(entry => names.Add(entry.Key.Text)));
            }
        }

        return entries;
    }

    static bool IsMerge(YamlEntry entry) => entry.Key is { Text: "<<", IsPlain: true };

    static Dictionary<string, object?> MapOf(YamlMapping mapping)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in EntriesOf(mapping)) map[name.Text] = ValueOf(value);
        return map;
    }
}
