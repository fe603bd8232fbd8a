using System.CommandLine;
using System.Text;
using Runner.Cli.Files;
using Runner.Cli.Help;
using Runner.Cli.Templates;
using Runner.Engine;
using Runner.Workflows.Configuration;

namespace Runner.Cli.Commands;

/// <summary><c>runner new</c>: files to start from.</summary>
static class NewCommand
{
    const string Schema = "workflow.schema.json";

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("new", "Write a file to start from") { CreateWorkflow(around), NewScriptCommand.Create(around, opening) };
        Examples.Of(command, ("runner new workflow", "asks what it should be"), ("runner new script check", "check.csx, a C# script that runs as it is"));
        return command;
    }

    static Command CreateWorkflow(Surroundings around)
    {
        var file = new Argument<string?>("file") { Description = "Where to write it; .yaml is added to a name without an ending", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string?>("--name") { Description = "The workflow's name; by default the file's" };
        // Spelled out: every command is made at every start, and loading the templates for it would cost each of them.
        var template = new Option<string?>("--template") { Description = "http: a health check of a URL; steps: the least that runs; each: several paths at once, and word of what failed; login: log in, keep the token, use it" };
        template.AcceptOnlyFromAmong("http", "steps", "each", "login");
        var url = new Option<string?>("--url") { Description = "What the workflow asks" };
        var force = new Option<bool>("--force") { Description = "Replace a file that exists" };
        var schema = new Option<bool>("--schema") { Description = $"Name {Schema} in the first line, for editors; done anyway where that file is" };
        var command = new Command("workflow", "Write a workflow to start from; asks in a terminal, elsewhere options and defaults decide") { file, name, template, url, force, schema };
        command.SetAction(parsed => Write(
            new(parsed.GetValue(file), parsed.GetValue(name), parsed.GetValue(template), parsed.GetValue(url), parsed.GetValue(force), parsed.GetValue(schema)), around));
        Examples.Of(command,
            ("runner new workflow", "asks for what it needs to know"),
            ("runner new workflow check.yaml --url https://example.com/health", "a health check of yours"),
            ("runner new workflow login --template login", "login.yaml: log in, keep the token, use it"));
        return command;
    }

    sealed record Options(string? File, string? Name, string? Template, string? Url, bool Force, bool Schema);

    static int Write(Options options, Surroundings around)
    {
        try
        {
            Refuse(options.File, file => ProblemWithFile(file, options.Force, around));
            Refuse(options.Url, ProblemWithUrl);
            Refuse(options.Name, ProblemWithName);

            var questions = new Questions(around);
            var file = WithEnding(options.File ?? questions.Ask("File", "health-check.yaml", answer => ProblemWithFile(answer, options.Force, around)));
            // Nobody was asked where nobody can be.
            if (options.File is null) Refuse(file, answer => ProblemWithFile(answer, options.Force, around));
            var templates = WorkflowTemplate.All;
            var chosen = options.Template ?? questions.Ask($"Template ({string.Join("; ", templates.Select(each => $"{each.Name}: {each.Does}"))})", templates[0].Name,
                answer => templates.Any(each => each.Name == answer) ? null : $"there are {string.Join(", ", templates.Select(each => each.Name))}");
            var template = templates.Single(each => each.Name == chosen);
            var url = options.Url ?? questions.Ask("URL", template.DefaultUrl, ProblemWithUrl);
            var name = options.Name ?? Path.GetFileNameWithoutExtension(file);
            Refuse(name, ProblemWithName);
            Save(file, template, name, url, options, around);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            around.Error.WriteLine("error: no answer came, and nothing was written");
            return ExitCode.Cancelled;
        }
    }

    static void Save(string file, WorkflowTemplate template, string name, string url, Options options, Surroundings around)
    {
        var path = Path.Combine(around.WorkingDirectory, file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var text = template.Write(name, url, options.Schema || File.Exists(Path.Combine(folder, Schema)));
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                around.Out.WriteLine($"made   {Path.GetDirectoryName(file)}/");
            }

            if (options.Force && File.Exists(path)) WholeFile.Replace(path, text);
            else
            {
                // Not File.WriteAllText: somebody may have made the file since it was looked for.
                using var created = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                created.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {e.Message}", null);
        }

        around.Out.WriteLine($"wrote  {file}");
        around.Out.WriteLine($"next   runner run {ShellWord.Of(file)}");
    }

    static void Refuse(string? given, Func<string, string?> problemWith)
    {
        if (given is not null && problemWith(given) is { } problem) throw new UsageException(problem, null);
    }

    static string? ProblemWithFile(string file, bool force, Surroundings around)
    {
        if (file.Length == 0 || file[^1] is '/' || Path.GetFileName(file).Length == 0) return $"'{file}' names a folder; name a file in it";
        var full = WithEnding(file);
        var path = Path.Combine(around.WorkingDirectory, full);
        if (Directory.Exists(Path.Combine(around.WorkingDirectory, file))) return $"{file} is a folder; name a file in it";
        if (!WorkflowFiles.HasEnding(full)) return $"{file}: a workflow's file ends with .yaml or .yml";
        if (Path.GetFileName(full) == RunnerConfiguration.FileName) return $"{file}: {RunnerConfiguration.FileName} is Runner's configuration; take another name";
        return File.Exists(path) && !force ? $"{full} exists; take another name, or replace it with --force" : null;
    }

    static string? ProblemWithUrl(string url)
    {
        if (url.Contains("${{", StringComparison.Ordinal)) return "the URL is written as the default of an input, where no expression can stand";
        var isUrl = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Host.Length > 0;
        return isUrl ? null : $"'{url}' is no URL; one looks like https://example.com/health";
    }

    static string? ProblemWithName(string name) =>
        string.IsNullOrWhiteSpace(name) ? "the name is empty"
        : name.Contains("${{", StringComparison.Ordinal) ? "a workflow's name is text; no expression can stand in it" : null;

    static string WithEnding(string file) => Path.GetExtension(file).Length == 0 ? file + ".yaml" : file;
}
