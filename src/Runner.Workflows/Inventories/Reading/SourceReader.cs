using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Ansible;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Reading;

/// <summary>Reads sources, each by the format that it is in.</summary>
sealed class SourceReader(InventoryReading reading)
{
    /// <summary>Files of a folder that are no inventories, by their endings, as Ansible has them.</summary>
    static readonly string[] Ignored = [".pyc", ".pyo", ".swp", ".bak", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry"];

    readonly DiagnosticBag diagnostics = reading.Diagnostics;
    readonly List<(string Folder, string ShownAs)> folders = [];

    public void Read(InventorySource source)
    {
        var before = diagnostics.ErrorCount;
        try
        {
            switch (source)
            {
                case FileSource file: ReadPath(file); break;
                case CommandSource command: ReadCommand(command); break;
                case InlineSource inline: new OwnFormat(reading, inline.Folder).Read(inline.Root, "`inventory`"); break;
            }
        }
        catch (InventoryLimitException e)
        {
            if (diagnostics.ErrorCount == before) diagnostics.Error(DiagnosticCodes.TooLarge, PlaceOf(source), e.Message);
        }
    }

    /// <summary>Reads what lies beside the files, once all groups and hosts are known.</summary>
    public void ReadFolders()
    {
        foreach (var (folder, shownAs) in folders) new VariableFolders(reading).Read(folder, shownAs);
    }

    static SourceLocation PlaceOf(InventorySource source) => source switch
    {
        FileSource { Location: { } location } => location,
        FileSource file => new(new(file.ShownAs, ""), default),
        InlineSource inline => inline.Root.Location,
        CommandSource command => command.Location,
        _ => default,
    };

    void ReadPath(FileSource source)
    {
        if (!Directory.Exists(source.Path))
        {
            ReadFile(source.Path, source.ShownAs);
            return;
        }

        foreach (var file in Directory.EnumerateFiles(source.Path).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            if (!name.StartsWith('.') && !name.EndsWith('~') && Array.IndexOf(Ignored, Path.GetExtension(name)) < 0) ReadFile(file, Path.Combine(source.ShownAs, name));
        }
    }

    void ReadFile(string path, string shownAs)
    {
        if (SourceFile.Read(path, diagnostics, shownAs, InventoryLimits.FileSize, "inventory") is not { } source) return;
        var folder = Path.GetDirectoryName(source.FullPath)!;
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".yaml" or ".yml":
            case not (".json" or ".ini" or ".cfg") when LooksLikeYaml(source):
                if (!AnsibleYaml.TryRead(source, diagnostics, out var root) || root is null) return;
                if (root is YamlMapping { Entries: var entries } && entries.FirstOrDefault(static entry => entry.Key.Text == "plugin" && entry.Value is YamlScalar) is { } plugin)
                {
                    diagnostics.Error(DiagnosticCodes.InventoryFormat, plugin.Key.Location, "this configures an inventory plugin of Ansible, which Runner does not run",
                        $"have Ansible run it, in {Configuration.RunnerConfiguration.FileName}: inventory: {{ command: [ansible-inventory, -i, {Path.GetFileName(path)}, --list] }}");
                    return;
                }

                if (!YamlFormat.IsOne(root))
                {
                    new OwnFormat(reading, folder).Read(root, "the inventory");
                    return;
                }

                new YamlFormat(reading, source).Read(root);
                break;
            case ".json":
                new JsonFormat(reading, source, folder).Read();
                break;
            default:
                if (source.Content.StartsWith("#!", StringComparison.Ordinal))
                {
                    diagnostics.Error(DiagnosticCodes.InventoryFormat, new(source, new(0, 2)), "this is a program, not a file of hosts", $"have it run, in {Configuration.RunnerConfiguration.FileName}: inventory: {{ command: [./{Path.GetFileName(path)}, --list] }}");
                    return;
                }

                new IniFormat(reading, source).Read();
                break;
        }

        var beside = (folder, Path.GetDirectoryName(shownAs) ?? "");
        if (!folders.Contains(beside)) folders.Add(beside);
    }

    /// <summary>Ansible's folders have files without an ending, of either format. A section or a host never ends with a colon.</summary>
    static bool LooksLikeYaml(SourceText source)
    {
        foreach (var line in source.Content.AsSpan().EnumerateLines())
        {
            var text = line.Trim();
            if (text.IsEmpty || text[0] is '#' or ';') continue;
            return text is "---" || (text[^1] == ':' && text[0] != '[');
        }

        return false;
    }

    void ReadCommand(CommandSource command)
    {
        string output;
        try
        {
            output = CommandRun.Output(command);
        }
        catch (CommandRunException e)
        {
            diagnostics.Error(DiagnosticCodes.InventoryCommand, command.Location, $"the inventory's command failed: {e.Message}", e.Help);
            return;
        }

        new JsonFormat(reading, new($"output of {command.Command[0]}", output), command.Folder).Read();
    }
}
