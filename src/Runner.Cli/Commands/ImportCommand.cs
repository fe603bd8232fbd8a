using System.CommandLine;
using System.Text;
using Runner.Cli.Files;
using Runner.Cli.Help;
using Runner.Engine;
using Runner.Workflows.Configuration;
using Runner.Workflows.Importing;

namespace Runner.Cli.Commands;

/// <summary><c>runner import</c>: workflows from what people have.</summary>
static class ImportCommand
{
    const string StandardInput = "-";

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("import", "Make a workflow of curl commands, an HTTP archive, a Postman collection, a .http file or an OpenAPI document")
        {
            Curl(around, opening), Har(around, opening), Postman(around, opening), HttpFile(around, opening), ImportOpenApiCommand.Create(around, opening),
        };
        Examples.Of(command,
            ("runner import curl 'curl -X POST https://example.com/orders -d a=1'", "what a browser's \"Copy as cURL\" gives, too"),
            ("runner import postman orders.postman_collection.json -o orders.yaml", "a collection"));
        return command;
    }

    static Command Curl(Surroundings around, WorkspaceOpening opening)
    {
        var given = new Argument<string>("command") { Description = "The command in quotes, a file with commands, or - for standard input" };
        var command = new Command("curl", "Make a workflow of curl commands") { given };
        Examples.Of(command,
            ("runner import curl 'curl -u ada:secret https://example.com/health'", "to the terminal"),
            ("runner import curl commands.txt -o orders.yaml", "from a file, to a file"),
            ("pbpaste | runner import curl -", "from the clipboard"));
        return Complete(command, around, opening, (parsed, common) =>
        {
            var text = parsed.GetValue(given)!;
            var isCommand = text.TrimStart() is var start && (start.StartsWith("curl", StringComparison.Ordinal) || start.StartsWith("$ curl", StringComparison.Ordinal)) && text.Trim().Any(char.IsWhiteSpace);
            return isCommand
                ? WorkflowImport.FromCurl(new ImportSource("command", text), common)
                : WorkflowImport.FromCurl(Open(text, around, "quote the whole command: runner import curl 'curl https://example.com/'"), At(common, text, around));
        });
    }

    static Command Har(Surroundings around, WorkspaceOpening opening)
    {
        var file = File("An HTTP archive (HAR 1.2), or - for standard input");
        var host = new Option<string[]>("--only-host") { Description = "Take only requests to this host and its subdomains; may be repeated", HelpName = "host" };
        var assets = new Option<bool>("--with-assets") { Description = "Take images, styles, fonts and scripts too" };
        var headers = new Option<bool>("--all-headers") { Description = "Take the headers too that browsers send of their own" };
        var command = new Command("har", "Make a workflow of a recording of a browser or proxy") { file, host, assets, headers };
        Examples.Of(command, ("runner import har recording.har --only-host api.example.com -o api.yaml", "the calls of an API, and the status that each had"));
        return Complete(command, around, opening, (parsed, common) => WorkflowImport.FromHar(Open(parsed.GetValue(file)!, around), At(common, parsed.GetValue(file)!, around) with
        {
            OnlyHosts = parsed.GetValue(host) ?? [],
            WithAssets = parsed.GetValue(assets),
            WithAllHeaders = parsed.GetValue(headers),
        }));
    }

    static Command Postman(Surroundings around, WorkspaceOpening opening)
    {
        var file = File("A collection, exported as Collection v2.1, or - for standard input");
        var environment = new Option<string?>("--environment", "-e") { Description = "A Postman environment, whose values go before the collection's", HelpName = "file" };
        var command = new Command("postman", "Make a workflow of a Postman collection") { file, environment };
        Examples.Of(command, ("runner import postman orders.json --environment staging.json -o orders.yaml", "variables become inputs, passwords and tokens secrets"));
        return Complete(command, around, opening, (parsed, common) => WorkflowImport.FromPostman(Open(parsed.GetValue(file)!, around), At(common, parsed.GetValue(file)!, around) with
        {
            Environment = parsed.GetValue(environment) is { } path ? Open(path, around) : null,
        }));
    }

    static Command HttpFile(Surroundings around, WorkspaceOpening opening)
    {
        var file = File("A .http or .rest file, or - for standard input");
        var command = new Command("http", "Make a workflow of a .http file of VS Code or JetBrains") { file };
        Examples.Of(command, ("runner import http requests.http -o requests.yaml", "each request is a step"));
        return Complete(command, around, opening, (parsed, common) => WorkflowImport.FromHttpFile(Open(parsed.GetValue(file)!, around), At(common, parsed.GetValue(file)!, around)));
    }

    static Argument<string> File(string description) => new("file") { Description = description };

    static Command Complete(Command command, Surroundings around, WorkspaceOpening opening, Func<ParseResult, ImportOptions, ImportResult> import)
    {
        var output = new Option<string?>("--output", "-o") { Description = "Where to write the workflow; by default to standard output", HelpName = "file" };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists" };
        var name = new Option<string?>("--name") { Description = "The workflow's name; by default one from the source", HelpName = "name" };
        command.Add(output);
        command.Add(force);
        command.Add(name);
        command.SetAction(parsed =>
        {
            var to = parsed.GetValue(output);
            if (to is not null && ProblemWith(to, parsed.GetValue(force), around) is { } problem) throw new UsageException(problem, null);
            if (parsed.GetValue(name) is { } given && (string.IsNullOrWhiteSpace(given) || given.Contains("${{", StringComparison.Ordinal))) throw new UsageException("a workflow's name is text, without expressions", null);
            if (opening.Open() is not { } workspace) return ExitCode.Invalid;
            var common = new ImportOptions
            {
                Name = parsed.GetValue(name),
                SourceDirectory = around.WorkingDirectory,
                OutputDirectory = to is null ? around.WorkingDirectory : Path.GetDirectoryName(Path.GetFullPath(to, around.WorkingDirectory))!,
                Capabilities = HttpCapabilities.Of(workspace.Catalogue),
            };
            return Import(() => import(parsed, common), to, parsed.GetValue(force), around);
        });
        return command;
    }

    static int Import(Func<ImportResult> import, string? to, bool force, Surroundings around)
    {
        try
        {
            var result = import();
            if (to is null) around.Out.Write(result.Text);
            else Save(to, result.Text, force, around);
            Tell(result, to, around);
            return ExitCode.Success;
        }
        catch (ImportException e)
        {
            around.Error.WriteLine($"error: {e.Message}");
            if (e.Excerpt is not null) around.Error.Write(e.Excerpt);
            if (e.Help is not null) around.Error.WriteLine($"help: {e.Help}");
            return ExitCode.Invalid;
        }
    }

    static void Tell(ImportResult result, string? to, Surroundings around)
    {
        foreach (var warning in result.Warnings) around.Error.WriteLine($"warning: {warning}");
        foreach (var note in result.Notes) around.Error.WriteLine($"note: {note}");
        if (result.Secrets.Count > 0)
        {
            around.Error.WriteLine("note: secrets are not written into the workflow; set these environment variables, or write them to a file and give it with --env-file:");
            var width = result.Secrets.Max(secret => secret.Name.Length);
            foreach (var secret in result.Secrets) around.Error.WriteLine($"  {secret.Name.PadRight(width)}  {secret.What}");
        }

        if (to is null) return;
        around.Out.WriteLine($"wrote  {to} ({result.Requests} request{(result.Requests == 1 ? "" : "s")})");
        around.Out.WriteLine($"next   runner run {Typed(to)}");
    }

    static void Save(string to, string text, bool force, Surroundings around)
    {
        var path = Path.GetFullPath(to, around.WorkingDirectory);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (force && System.IO.File.Exists(path)) WholeFile.Replace(path, text);
            else
            {
                // Not File.WriteAllText: somebody may have made the file since it was looked for.
                using var created = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                created.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{to} cannot be written: {e.Message}", null);
        }
    }

    static string? ProblemWith(string to, bool force, Surroundings around)
    {
        var path = Path.GetFullPath(to, around.WorkingDirectory);
        if (to.Length == 0 || to[^1] is '/' || Directory.Exists(path)) return $"'{to}' is a folder; name a file in it";
        if (!WorkflowFiles.HasEnding(to)) return $"{to}: a workflow's file ends with .yaml or .yml";
        if (Path.GetFileName(path) == RunnerConfiguration.FileName) return $"{to}: {RunnerConfiguration.FileName} is Runner's configuration; take another name";
        return System.IO.File.Exists(path) && !force ? $"{to} exists; take another name, or replace it with --force" : null;
    }

    /// <summary>Relative paths of a file start from its folder.</summary>
    static ImportOptions At(ImportOptions options, string file, Surroundings around) =>
        file == StandardInput ? options : options with { SourceDirectory = Path.GetDirectoryName(Path.GetFullPath(file, around.WorkingDirectory))! };

    static ImportSource Open(string file, Surroundings around, string? help = null)
    {
        if (file == StandardInput)
        {
            using var input = around.Input();
            return ImportSource.Read("<stdin>", input);
        }

        var path = Path.GetFullPath(file, around.WorkingDirectory);
        if (Directory.Exists(path)) throw new UsageException($"{file}: this is a folder, not a file", null);
        if (!System.IO.File.Exists(path)) throw new UsageException($"{file}: there is no such file", help);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return ImportSource.Read(file, stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}", null);
        }
    }

    /// <summary>A path as it is typed into a shell.</summary>
    static string Typed(string path) =>
        path.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '_' or '-') ? path : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
