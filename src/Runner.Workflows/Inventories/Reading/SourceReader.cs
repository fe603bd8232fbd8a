using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Reading;

/// <summary>Reads sources, each by the format that it is in.</summary>
sealed class SourceReader(InventoryReading reading)
{
    readonly DiagnosticBag diagnostics = reading.Diagnostics;

    public void Read(InventorySource source)
    {
        var before = diagnostics.ErrorCount;
        try
        {
            switch (source)
            {
                case FileSource file: ReadPath(file); break;
                case InlineSource inline: new OwnFormat(reading, inline.Folder).Read(inline.Root, "`inventory`"); break;
            }
        }
        catch (InventoryLimitException e)
        {
            if (diagnostics.ErrorCount == before) diagnostics.Error(DiagnosticCodes.TooLarge, PlaceOf(source), e.Message);
        }
    }

    static SourceLocation PlaceOf(InventorySource source) => source switch
    {
        FileSource { Location: { } location } => location,
        FileSource file => new(new(file.ShownAs, ""), default),
        InlineSource inline => inline.Root.Location,
        CommandSource command => command.Location,
        _ => default,
    };

    void ReadPath(FileSource file)
    {
        if (SourceFile.Read(file.Path, diagnostics, file.ShownAs) is not { } text) return;
        if (YamlReader.TryRead(text, diagnostics, out var root) && root is not null) new OwnFormat(reading, Path.GetDirectoryName(text.FullPath)!).Read(root, "the inventory");
    }
}
