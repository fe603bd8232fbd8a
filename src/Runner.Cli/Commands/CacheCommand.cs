using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Runner.Cli.Help;
using Runner.Cli.Hosts;
using Runner.Engine;
using Runner.Scripting;

namespace Runner.Cli.Commands;

/// <summary><c>runner cache</c>: what Runner keeps because making it again takes time. Nothing is lost when it is cleared.</summary>
static class CacheCommand
{
    const string Scripts = "scripts";
    const string Plugins = "plugins";

    public static Command Create(Surroundings around)
    {
        var command = new Command("cache", "List or clear what Runner keeps to start faster: compiled scripts, packages that they name, descriptions of plugins") { CreateList(around), CreateClear(around) };
        Examples.Of(command,
            ("runner cache list", "what is kept, and how large it is"),
            ("runner cache clear", "remove all of it; it is made again when it is needed"),
            ("runner cache clear scripts", "only compiled scripts and their packages"));
        return command;
    }

    static Command CreateList(Surroundings around)
    {
        var command = new Command("list", "List what is kept, used last first; tab-separated lines where the output is not a terminal");
        command.SetAction(_ =>
        {
            var entries = List(around);
            if (around.IsTerminal()) WriteTable(entries, around);
            else
            {
                foreach (var entry in entries) around.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entry.Kind}\t{PrintableText.Of(entry.Name)}\t{entry.Size}\t{entry.LastUsed:yyyy-MM-ddTHH:mm:ssZ}"));
            }

            return ExitCode.Success;
        });
        Examples.Of(command, ("runner cache list", "a table"), ("runner cache list | cut -f2", "the names: kind, name, bytes and time of last use are separated by tabs"));
        return command;
    }

    static Command CreateClear(Surroundings around)
    {
        var kind = new Argument<string?>("kind") { Description = "Only these: scripts (with the packages that they name) or plugins", Arity = ArgumentArity.ZeroOrOne };
        kind.AcceptOnlyFromAmong(Scripts, Plugins);
        var command = new Command("clear", "Remove what is kept; it is made again when it is needed") { kind };
        command.SetAction(parsed =>
        {
            var only = parsed.GetValue(kind);
            var entries = List(around).Where(entry => only is null || (only == Plugins) == (entry.Kind == "plugin")).ToList();
            if (only is null or Scripts && CacheFolder.Of(Scripts, around) is { } scripts) CachedScripts.Clear(scripts);
            if (only is null or Plugins && CacheFolder.Of(Plugins, around) is { } plugins && Directory.Exists(plugins))
            {
                foreach (var file in Directory.GetFiles(plugins)) File.Delete(file);
            }

            around.Out.WriteLine(entries.Count == 0 ? "Nothing was kept." : $"Removed {Count(entries.Count)}, {SizeOf(entries.Sum(entry => entry.Size))}.");
            return ExitCode.Success;
        });
        Examples.Of(command, ("runner cache clear", "all of it"), ("runner cache clear scripts", "so that scripts are compiled, and their packages restored, anew"));
        return command;
    }

    static List<CachedScript> List(Surroundings around)
    {
        var entries = new List<CachedScript>();
        if (CacheFolder.Of(Scripts, around) is { } scripts) entries.AddRange(CachedScripts.List(scripts));
        if (CacheFolder.Of(Plugins, around) is { } plugins && Directory.Exists(plugins))
            entries.AddRange(new DirectoryInfo(plugins).GetFiles().OrderByDescending(file => file.LastWriteTimeUtc).Select(file => new CachedScript("plugin", NameOf(file), file.Length, new(file.LastWriteTimeUtc))));
        return entries;
    }

    static void WriteTable(List<CachedScript> entries, Surroundings around)
    {
        if (entries.Count == 0)
        {
            around.Out.WriteLine("Nothing is kept.");
            return;
        }

        List<string[]> rows = [["KIND", "LAST USED", "SIZE", "NAME"], .. entries.Select(entry => (string[])[entry.Kind, entry.LastUsed.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), SizeOf(entry.Size), PrintableText.Of(entry.Name)])];
        var (kind, size) = (rows.Max(row => row[0].Length), rows.Max(row => row[2].Length));
        foreach (var row in rows) around.Out.WriteLine($"{row[0].PadRight(kind)}  {row[1],-16}  {row[2].PadLeft(size)}  {row[3]}");
        around.Out.WriteLine($"{Count(entries.Count)}, {SizeOf(entries.Sum(entry => entry.Size))}, in {Path.GetDirectoryName(CacheFolder.Of(Scripts, around))}");
    }

    static string NameOf(FileInfo manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest.FullName));
            return document.RootElement.TryGetProperty("plugin", out var name) && document.RootElement.TryGetProperty("version", out var version) ? $"{name} {version}" : manifest.Name;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return manifest.Name;
        }
    }

    static string Count(int count) => count == 1 ? "1 entry" : string.Create(CultureInfo.InvariantCulture, $"{count} entries");

    static string SizeOf(long bytes) => bytes < 1024 ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
        : bytes < 1024 * 1024 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
