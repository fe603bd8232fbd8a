using System.CommandLine;
using Runner.Cli.Clients;
using Runner.Cli.Fleets;
using Runner.Cli.Help;
using Runner.Engine;
using Runner.Workflows.Values;

namespace Runner.Cli.Commands;

/// <summary><c>runner gen client</c>: a C# client from an OpenAPI document, and what changed between two.</summary>
sealed class GenCommand
{
    readonly Surroundings around;
    readonly WorkspaceOpening opening;
    readonly Argument<string> document = new("document") { Description = "The OpenAPI document: a file (JSON or YAML) or a URL" };
    readonly Option<string?> output = new("--output", "-o") { Description = "The folder that the files are written to", HelpName = "folder" };
    readonly Option<string?> @namespace = new("--namespace") { Description = "The C# namespace, such as Acme.Api", HelpName = "name" };
    readonly Option<string?> name = new("--name") { Description = "The client's class; by default made from the document's title", HelpName = "class" };
    readonly Option<string?> split = new("--split") { Description = "A file for each tag, in place of one for all", HelpName = "tag" };
    readonly Option<string[]> include = new("--include") { Description = "Only these operations: /pets/*, \"GET /pets/*\", a tag or an operationId; may be repeated", HelpName = "pattern" };
    readonly Option<string[]> exclude = new("--exclude") { Description = "All operations but these, written like --include", HelpName = "pattern" };
    readonly Option<string[]> pages = new("--pages") { Description = "How pages follow each other where it is not recognised: \"listPets cursor=after items=data next=meta.next\"; may be repeated", HelpName = "rule" };
    readonly Option<bool> lenient = new("--lenient") { Description = "Take references that lead nowhere for anything, with a warning" };
    readonly Option<bool> check = new("--check") { Description = "Write nothing; exit code 1 when files are stale, which are named" };
    readonly Option<string?> diff = new("--diff") { Description = "Tell what changed since another document, and what breaks; exit code 1 when something does", HelpName = "old" };

    GenCommand(Surroundings around, WorkspaceOpening opening) => (this.around, this.opening) = (around, opening);

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("gen", "Make source code") { new GenCommand(around, opening).CreateClient() };
        Examples.Of(command, ("runner gen client openapi.json -o src/Api --namespace Acme.Api", "a C# client of an API"));
        return command;
    }

    Command CreateClient()
    {
        split.AcceptOnlyFromAmong("tag");
        var command = new Command("client", "Make a C# client from an OpenAPI document") { document, output, @namespace, name, split, include, exclude, pages, lenient, check, diff };
        command.SetAction(Run);
        Examples.Of(command,
            ("runner gen client openapi.json -o src/Api --namespace Acme.Api", "a C# client of an API"),
            ("runner gen client openapi.yaml -o src/Api --namespace Acme.Api --split tag", "a file for each tag"),
            ("runner gen client openapi.yaml -o src/Api --namespace Acme.Api --include 'GET /pets/*'", "some operations"),
            ("runner gen client openapi.json -o src/Api --namespace Acme.Api --check", "are the files as the document wants them? For builds"),
            ("runner gen client new.yaml --diff old.yaml", "what changed, and what breaks callers"));
        return command;
    }

    int Run(ParseResult parsed)
    {
        if (WorkOf(parsed) is not { } work || opening.Open() is not { } workspace) return ExitCode.Invalid;
        var answer = new ClientAnswer();
        var request = new RunRequest { Workflow = work.Workflow(workspace.Catalogue, around.WorkingDirectory), Actions = workspace.Catalogue, Variables = around.Variables, Observers = [answer] };
        var result = WorkflowRunner.RunAsync(request, around.Cancel()).GetAwaiter().GetResult();
        foreach (var error in answer.Errors)
        {
            foreach (var line in error.Message.Split('\n')) around.Error.WriteLine($"error: {Printable(line)}");
            if (error.Help is { } help) around.Error.WriteLine($"help: {Printable(help)}");
        }

        if (answer.Errors.Count > 0) return answer.Errors[0].Kind == "input" ? ExitCode.Invalid : result.Finished.ExitCode;
        foreach (var warning in answer.Texts("warnings")) around.Error.WriteLine($"warning: {Printable(warning)}");
        return parsed.GetValue(diff) is not null ? PrintDifference(answer) : PrintFiles(answer, parsed.GetValue(check));
    }

    ClientWork WorkOf(ParseResult parsed)
    {
        var inputs = new List<FleetInput>();
        if (parsed.GetValue(lenient)) inputs.Add(new("lenient", Value.True, "--lenient"));
        if (parsed.GetValue(diff) is { } old)
        {
            foreach (var option in (Option[])[output, @namespace, name, split, include, exclude, pages, check])
                if (parsed.GetResult(option) is { Implicit: false }) throw new UsageException($"--diff and {option.Name} do not go together", "--diff compares two documents, and writes nothing");
            inputs.Add(new("old", Value.From(old), "--diff"));
            inputs.Add(new("new", Value.From(parsed.GetValue(document)!), "document"));
            return new("client-gen.diff", inputs);
        }

        if (parsed.GetValue(output) is not { } folder) throw new UsageException("-o is missing: where are the files to go?", "such as: runner gen client openapi.json -o src/Api --namespace Acme.Api");
        if (parsed.GetValue(@namespace) is not { } given) throw new UsageException("--namespace is missing: what is the client's C# namespace?", "such as: runner gen client openapi.json -o src/Api --namespace Acme.Api");
        inputs.Add(new("document", Value.From(parsed.GetValue(document)!), "document"));
        inputs.Add(new("output", Value.From(folder), "-o"));
        inputs.Add(new("namespace", Value.From(given), "--namespace"));
        if (parsed.GetValue(name) is { } type) inputs.Add(new("name", Value.From(type), "--name"));
        if (parsed.GetValue(split) is { } by) inputs.Add(new("split", Value.From(by), "--split"));
        if (parsed.GetValue(include) is { Length: > 0 } some) inputs.Add(new("include", Value.From([.. some.Select(static each => Value.From(each))]), "--include"));
        if (parsed.GetValue(exclude) is { Length: > 0 } not) inputs.Add(new("exclude", Value.From([.. not.Select(static each => Value.From(each))]), "--exclude"));
        if (parsed.GetValue(pages) is { Length: > 0 } rules) inputs.Add(new("pages", Value.From([.. rules.Select(static each => Value.From(each))]), "--pages"));
        if (parsed.GetValue(check)) inputs.Add(new("check", Value.True, "--check"));
        return new("client-gen.generate", inputs);
    }

    int PrintFiles(ClientAnswer answer, bool isCheck)
    {
        var stale = answer.Texts("stale");
        foreach (var file in stale) around.Out.WriteLine(isCheck ? $"stale: {Printable(file)}" : Printable(file));
        around.Error.WriteLine($"{answer.Text("client")}: {answer.Text("operations")} operations{(stale.Count > 0 ? "" : ", nothing to change")}");
        return isCheck && stale.Count > 0 ? ExitCode.ExpectationFailed : ExitCode.Success;
    }

    int PrintDifference(ClientAnswer answer)
    {
        foreach (var line in answer.Texts("lines")) around.Out.WriteLine(Printable(line));
        var breaking = answer.Text("breaking");
        around.Error.WriteLine($"{answer.Texts("lines").Count} changes, {breaking} of them break callers");
        return breaking == "0" ? ExitCode.Success : ExitCode.ExpectationFailed;
    }

    static string Printable(string text) => Hosts.PrintableText.Of(text);
}
