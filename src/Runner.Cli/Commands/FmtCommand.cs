using System.CommandLine;
using System.Text;
using Runner.Cli.Files;
using Runner.Cli.Help;
using Runner.Engine;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Formatting;
using Runner.Workflows.Text;

namespace Runner.Cli.Commands;

/// <summary><c>runner fmt</c>: lays workflow files out in one way.</summary>
static class FmtCommand
{
    const string StandardInput = "-";

    public static Command Create(Surroundings around)
    {
        var paths = new Argument<string[]>("path") { Description = "Workflow files, folders with *.yaml and *.yml files, or - for standard input", Arity = ArgumentArity.OneOrMore };
        var check = new Option<bool>("--check") { Description = "Write nothing; list the files that would change, and end with 1 if there are any" };
        var diff = new Option<bool>("--diff") { Description = "Show what changes" };
        var command = new Command("fmt", "Format workflows; comments, key order and quotes stay") { paths, check, diff };
        command.SetAction(parsed => Format(parsed.GetValue(paths)!, new(parsed.GetValue(check), parsed.GetValue(diff)), around));
        Examples.Of(command,
            ("runner fmt workflows/", "every workflow below a folder"),
            ("runner fmt --check --diff workflows/", "in CI: what is not formatted, and how it should be"),
            ("runner fmt - < check.yaml", "in an editor: from standard input to standard output"));
        return command;
    }

    sealed record Options(bool Check, bool Diff);

    enum Outcome
    {
        Same,
        Changed,
        Failed,
    }

    static int Format(string[] paths, Options options, Surroundings around)
    {
        if (!paths.Contains(StandardInput)) return FormatFiles([.. paths.SelectMany(path => FilesIn(path, around))], options, around);
        return paths.Length == 1 ? FormatInput(options, around) : throw new UsageException("- is standard input, and stands alone", "format files in a call of their own");
    }

    static IReadOnlyList<string> FilesIn(string path, Surroundings around) =>
        WorkflowFiles.Named(path, around) is { Count: > 0 } files ? files : throw new UsageException($"{path}: the folder has no *.yaml or *.yml file", null);

    static int FormatInput(Options options, Surroundings around)
    {
        var diagnostics = new DiagnosticBag();
        using var input = around.Input();
        var source = SourceFile.Read(input, diagnostics, "<stdin>");
        var formatted = source is null ? null : WorkflowFormatter.Format(source, diagnostics);
        DiagnosticPrinter.Print(diagnostics, around);
        if (source is null || formatted is null) return ExitCode.Invalid;
        if (!options.Check && !options.Diff)
        {
            around.Out.Write(formatted);
            return ExitCode.Success;
        }

        if (options.Diff) around.Out.Write(UnifiedDiff.Of(source.Content, formatted, "<stdin>"));
        if (!options.Check || formatted == source.Content) return ExitCode.Success;
        around.Error.WriteLine("<stdin> is not formatted");
        return ExitCode.ExpectationFailed;
    }

    static int FormatFiles(IReadOnlyList<string> files, Options options, Surroundings around)
    {
        var outcomes = files.Select(file => FormatFile(file, options, around)).ToList();
        var changed = outcomes.Count(outcome => outcome == Outcome.Changed);
        var failed = outcomes.Count(outcome => outcome == Outcome.Failed);

        if (failed > 0) around.Error.WriteLine($"{Of(failed)} cannot be formatted");
        if (options.Check && changed > 0) around.Error.WriteLine($"{Of(changed)} would change; `runner fmt` formats them");
        else if (changed > 0) around.Out.WriteLine($"{Of(changed)} formatted");
        else if (failed == 0) around.Out.WriteLine(files.Count == 1 ? "1 file, formatted already" : $"{files.Count} files, all formatted already");
        return failed > 0 ? ExitCode.Invalid : options.Check && changed > 0 ? ExitCode.ExpectationFailed : ExitCode.Success;

        string Of(int count) => $"{count} of {files.Count} {(files.Count == 1 ? "file" : "files")}";
    }

    static Outcome FormatFile(string file, Options options, Surroundings around)
    {
        var path = Path.Combine(around.WorkingDirectory, file);
        var diagnostics = new DiagnosticBag();
        var source = SourceFile.Read(path, diagnostics, file);
        var formatted = source is null ? null : WorkflowFormatter.Format(source, diagnostics);
        DiagnosticPrinter.Print(diagnostics, around);
        if (source is null || formatted is null) return Outcome.Failed;
        // A byte order mark is no part of the text, and no part of a formatted file.
        if (formatted == source.Content && new FileInfo(path) is var info && (info.LinkTarget is not null || info.Length == Encoding.UTF8.GetByteCount(formatted))) return Outcome.Same;
        try
        {
            if (!options.Check) WholeFile.Replace(path, formatted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            around.Error.WriteLine($"error: {file} cannot be written: {e.Message}");
            return Outcome.Failed;
        }

        around.Out.WriteLine(file);
        if (options.Diff) around.Out.Write(UnifiedDiff.Of(source.Content, formatted, file));
        return Outcome.Changed;
    }
}
