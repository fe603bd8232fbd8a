using System.CommandLine;
using Runner.Cli.Files;
using Runner.Cli.Help;
using Runner.Engine;

namespace Runner.Cli.Commands;

/// <summary><c>runner schema</c>: the JSON Schema of workflow files, for editors.</summary>
static class SchemaCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var output = new Option<string?>("--output", "-o") { Description = "Write it to a file instead of standard output" };
        var check = new Option<bool>("--check") { Description = "Write nothing; end with 1 when the file is not what would be written" };
        var command = new Command("schema", "Print the JSON Schema of workflows: every key, and every action of the plugins found") { output, check };
        command.SetAction(parsed => Run(parsed.GetValue(output), parsed.GetValue(check), around, opening));
        Examples.Of(command,
            ("runner schema -o workflow.schema.json", "for editors; a workflow's first line names it: # yaml-language-server: $schema=./workflow.schema.json"),
            ("runner schema -o workflow.schema.json --check", "in CI: whether it is up to date"));
        return command;
    }

    static int Run(string? file, bool check, Surroundings around, WorkspaceOpening opening)
    {
        if (check && file is null) throw new UsageException("--check compares with a file, and none is named", "`runner schema -o workflow.schema.json --check`");
        if (file is not null && (file.Length == 0 || Directory.Exists(Path.Combine(around.WorkingDirectory, file)))) throw new UsageException($"'{file}' names a folder, not a file", "such as -o workflow.schema.json");
        if (opening.Open() is not { } workspace) return ExitCode.Invalid;
        var schema = workspace.WriteSchema();
        if (file is null)
        {
            around.Out.Write(schema);
            return ExitCode.Success;
        }

        var path = Path.Combine(around.WorkingDirectory, file);
        try
        {
            return check ? Compare(file, path, schema, around) : Save(file, path, schema, around);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be {(check ? "read" : "written")}: {e.Message}", null);
        }
    }

    static int Compare(string file, string path, string schema, Surroundings around)
    {
        var exists = File.Exists(path);
        if (exists && File.ReadAllText(path) == schema)
        {
            around.Out.WriteLine($"{file} is up to date");
            return ExitCode.Success;
        }

        around.Error.WriteLine(exists ? $"{file} is not up to date: the plugins or Runner have changed since it was made" : $"{file} does not exist");
        around.Error.WriteLine($"help: `runner schema -o {file}` writes it");
        return ExitCode.ExpectationFailed;
    }

    static int Save(string file, string path, string schema, Surroundings around)
    {
        if (File.Exists(path) && File.ReadAllText(path) == schema)
        {
            around.Out.WriteLine($"{file} is up to date already");
            return ExitCode.Success;
        }

        WholeFile.Write(path, schema);
        around.Out.WriteLine($"wrote  {file}");
        return ExitCode.Success;
    }
}
