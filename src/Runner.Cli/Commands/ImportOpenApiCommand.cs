using System.CommandLine;
using System.Text;
using Runner.Cli.Help;
using Runner.Engine;
using Runner.PluginHost;
using Runner.Workflows.Configuration;
using Runner.Workflows.Importing;
using Runner.Workflows.Text;

namespace Runner.Cli.Commands;

/// <summary><c>runner import openapi</c>: a workflow to begin with for each tag of a document, and the entry of <c>clients:</c>.</summary>
static class ImportOpenApiCommand
{
    const string Ungrouped = "other";

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var document = new Argument<string>("document") { Description = "An OpenAPI document: a file or a URL" };
        var output = new Option<string>("--output", "-o") { Description = "The folder to write the workflows to", HelpName = "folder", DefaultValueFactory = static _ => "workflows" };
        var name = new Option<string?>("--name") { Description = "What the client is called: its actions are NAME.OPERATION; by default after the document's file", HelpName = "name" };
        var force = new Option<bool>("--force") { Description = "Replace files that exist" };
        var command = new Command("openapi", "Make a starter workflow for each tag of an OpenAPI document, and name the document in runner.yaml") { document, output, name, force };
        command.SetAction(parsed => Run(parsed.GetValue(document)!, parsed.GetValue(output)!, parsed.GetValue(name), parsed.GetValue(force), around, opening));
        Examples.Of(command,
            ("runner import openapi petstore.yaml -o workflows/", "a workflow for each tag"),
            ("runner import openapi https://example.com/openapi.json --name shop", "from a URL"));
        return command;
    }

    static int Run(string document, string output, string? name, bool force, Surroundings around, WorkspaceOpening opening)
    {
        if (opening.Open() is null) return ExitCode.Invalid;
        var isUrl = document.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || document.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        var path = isUrl ? document : Path.GetFullPath(document, around.WorkingDirectory);
        if (!isUrl && !File.Exists(path)) throw new UsageException(Directory.Exists(path) ? $"{document}: this is a folder, not a document" : $"{document}: there is no such file", null);
        var known = opening.Configuration.Clients.FirstOrDefault(each => name is null ? each.Document == path : each.Name == name);
        if (known is not null && known.Document != path) throw new UsageException($"--name {name}: runner.yaml has a client of this name already, with another document ({known.Document})", "choose another name");
        var client = known ?? new ClientConfiguration(name is null ? NameOf(isUrl ? new Uri(document).AbsolutePath : path) : Checked(name), path, new(new SourceText(document, ""), new(0, 0)));
        var catalogue = opening.CatalogueWith(client);
        if (catalogue.Clients.FirstOrDefault(each => each.Name == client.Name) is not { } found)
            throw new UsageException($"`{client.Name}` is called like a plugin", "choose another name with --name");
        if (found.Problem is { } problem)
        {
            around.Error.WriteLine($"error: {problem}");
            return ExitCode.Invalid;
        }

        foreach (var note in found.Notes.Take(10)) around.Error.WriteLine($"warning: {note}");
        var files = Workflows(found).Select(file => (Path: Path.Combine(output, file.Name), file.Text, file.Count)).ToList();
        if (!force && files.Find(file => File.Exists(Path.Combine(around.WorkingDirectory, file.Path))).Path is { } exists) throw new UsageException($"{exists} exists", "choose another folder, or replace it with --force");
        foreach (var (file, text, count) in files)
        {
            Write(Path.Combine(around.WorkingDirectory, file), text, file);
            around.Out.WriteLine($"wrote  {file} ({count} operation{(count == 1 ? "" : "s")})");
        }

        if (known is null) Register(client, isUrl, around);
        around.Out.WriteLine($"next   runner validate {output}");
        return ExitCode.Success;
    }

    static IEnumerable<(string Name, string Text, int Count)> Workflows(ClientInfo client)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in client.Actions.GroupBy(static action => action.Group ?? Ungrouped))
        {
            var file = $"{client.Name}-{Words(group.Key)}";
            var free = file;
            for (var number = 2; !taken.Add(free); number++) free = $"{file}-{number}";
            // A workflow of hundreds of steps nobody reads, and there is a limit to a file.
            var parts = group.Chunk(100).ToList();
            for (var i = 0; i < parts.Count; i++)
                yield return ($"{free}{(parts.Count > 1 ? $".{i + 1}" : "")}.yaml", StarterWorkflow.Write(free, parts[i]), parts[i].Length);
        }
    }

    /// <summary>A text as it can be a file's name and a client's: lower case words with dashes.</summary>
    static string Words(string text)
    {
        var words = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter)) words.Append(letter);
            else if (words.Length > 0 && words[^1] != '-') words.Append('-');
        }

        var cleaned = words.ToString().Trim('-');
        return cleaned.Length == 0 ? Ungrouped : cleaned.Length <= 60 ? cleaned : cleaned[..60].TrimEnd('-');
    }

    static string NameOf(string path)
    {
        var words = Words(Path.GetFileNameWithoutExtension(path)).TrimStart('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return words is "" or Ungrouped or "openapi" or "swagger" ? Words(Path.GetFileName(Path.GetDirectoryName(path)) ?? "") is var folder && char.IsAsciiLetter(folder[0]) && folder != Ungrouped ? folder : "api" : words;
    }

    static string Checked(string name) => name.Length <= 60 && char.IsAsciiLetterLower(name[0]) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? name
        : throw new UsageException($"--name cannot be '{name}'", "lower case letters, digits and dashes, beginning with a letter");

    /// <summary>Names the document in <c>runner.yaml</c>, unless that has other clients: a file that a person keeps is not rewritten.</summary>
    static void Register(ClientConfiguration client, bool isUrl, Surroundings around)
    {
        var file = RunnerConfiguration.Find(around.WorkingDirectory) ?? Path.Combine(around.WorkingDirectory, RunnerConfiguration.FileName);
        var written = isUrl ? client.Document : Path.GetRelativePath(Path.GetDirectoryName(file)!, client.Document);
        var line = $"{client.Name}: {StarterWorkflow.Quoted(written)}";
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        if (text.Split('\n').Any(static each => each.StartsWith("clients", StringComparison.Ordinal)))
        {
            around.Out.WriteLine($"add    {line}    (below `clients:` in {Path.GetRelativePath(around.WorkingDirectory, file)})");
            return;
        }

        Write(file, $"{text}{(text.Length > 0 && text[^1] != '\n' ? "\n" : "")}{(text.Length > 0 ? "\n" : "")}clients:\n  {line}\n", file);
        around.Out.WriteLine($"wrote  {Path.GetRelativePath(around.WorkingDirectory, file)} (clients: {line})");
    }

    static void Write(string path, string text, string name)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Files.WholeFile.Write(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{name} cannot be written: {e.Message}", null);
        }
    }
}
