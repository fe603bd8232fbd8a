using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>
/// Reads <c>group_vars/</c> and <c>host_vars/</c> beside an inventory: a file a group or host, as <c>web</c>, <c>web.yml</c>, <c>web.yaml</c> or
/// <c>web.json</c>, or a folder of such files.
/// </summary>
sealed class VariableFolders(InventoryReading reading)
{
    static readonly string[] Endings = ["", ".yml", ".yaml", ".json"];

    /// <param name="folder">The inventory's folder.</param>
    /// <param name="shownAs">The folder as messages name it.</param>
    public void Read(string folder, string shownAs)
    {
        if (EntriesOf(folder, "group_vars") is { Count: > 0 } groups)
        {
            foreach (var group in reading.Draft.Groups) ReadEntity(group.Name, folder, shownAs, "group_vars", groups, () => group.Folder ??= new(), group);
        }

        if (EntriesOf(folder, "host_vars") is not { Count: > 0 } hosts) return;
        foreach (var host in reading.Draft.Hosts) ReadEntity(host.Name, folder, shownAs, "host_vars", hosts, () => host.Folder ??= new(), null);
    }

    static HashSet<string> EntriesOf(string folder, string kind)
    {
        var path = Path.Combine(folder, kind);
        return Directory.Exists(path) ? [.. Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).OfType<string>()] : [];
    }

    /// <summary>The first that there is, as Ansible takes it.</summary>
    void ReadEntity(string name, string folder, string shownAs, string kind, HashSet<string> entries, Func<VariableLayer> layer, DraftGroup? group)
    {
        foreach (var ending in Endings)
        {
            if (!entries.Contains(name + ending)) continue;
            var path = Path.Combine(folder, kind, name + ending);
            foreach (var file in Directory.Exists(path) ? FilesIn(path) : [path])
                ReadFile(file, Path.Combine(shownAs, Path.GetRelativePath(folder, file)), folder, layer(), group);
            return;
        }
    }

    static IEnumerable<string> FilesIn(string folder)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(entry);
            if (name.StartsWith('.') || name.EndsWith('~')) continue;
            if (Directory.Exists(entry))
            {
                // A link to a folder above would lead in a circle.
                if (new DirectoryInfo(entry).LinkTarget is not null) continue;
                foreach (var file in FilesIn(entry)) yield return file;
            }
            else if (Array.IndexOf(Endings, Path.GetExtension(name)) >= 0)
            {
                yield return entry;
            }
        }
    }

    void ReadFile(string path, string shownAs, string folder, VariableLayer layer, DraftGroup? group)
    {
        if (SourceFile.Read(path, reading.Diagnostics, shownAs) is not { } source || !AnsibleYaml.TryRead(source, reading.Diagnostics, out var root) || root is null) return;
        if (root is not YamlMapping mapping)
        {
            reading.Diagnostics.Error(DiagnosticCodes.WrongType, root.Location, $"a file of variables must be a mapping, and this is {root.Display}", "such as http_port: 8080");
            return;
        }

        var variables = new AnsibleVariables(reading, folder);
        foreach (var variable in AnsibleYaml.EntriesOf(mapping)) variables.Add(layer, variable, group);
    }
}
