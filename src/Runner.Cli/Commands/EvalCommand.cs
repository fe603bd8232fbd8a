using System.CommandLine;
using Runner.Cli.Help;
using Runner.Cli.Inputs;
using Runner.Cli.Reference;
using Runner.Engine;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Expressions.Answering;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Cli.Commands;

/// <summary><c>runner eval</c>: answers expressions outside a workflow, one from the command line or many from the input.</summary>
static class EvalCommand
{
    public static Command Create(Surroundings around)
    {
        var expression = new Argument<string?>("expression") { Description = "The expression; without one, questions are read from the input", Arity = ArgumentArity.ZeroOrOne };
        var context = new Option<string?>("--context") { Description = "A JSON file with the contexts that the expression names", HelpName = "file" };
        var raw = new Option<bool>("--raw") { Description = "Print a string as it is, without quotes" };
        var json = new Option<bool>("--json") { Description = "Print {\"result\":...,\"kind\":...} or {\"error\":...,\"errorKind\":...}" };
        var functions = new Option<bool>("--functions") { Description = "List the functions that expressions can call, each with an example" };
        var markdown = new Option<bool>("--markdown") { Description = "The same list as a page of documentation", Hidden = true };
        var command = new Command("eval", "Evaluate an expression of the workflow language; without one, each line of the input: {\"expr\":...,\"contexts\":{...}}") { expression, context, raw, json, functions, markdown };
        command.SetAction(parsed =>
        {
            if (!parsed.GetValue(functions)) return Evaluate(new(parsed.GetValue(expression), parsed.GetValue(context), parsed.GetValue(raw), parsed.GetValue(json)), around);
            if (parsed.GetValue(expression) is not null) throw new UsageException("--functions lists all functions, and takes no expression", "runner eval --functions");
            if (parsed.GetValue(markdown)) FunctionReference.WriteMarkdown(around.Out);
            else FunctionReference.WriteText(around.Out);
            return ExitCode.Success;
        });
        Examples.Of(command,
            ("runner eval \"1 < 2 && 'yes'\"", "the answer as JSON"),
            ("runner eval 'inputs.region' --context contexts.json --raw", "with contexts from a file, as plain text"),
            ("runner eval --functions", "what expressions can call"),
            ("runner eval < questions.ndjson", "one question a line, one answer a line"));
        return command;
    }

    sealed record Options(string? Expression, string? Context, bool Raw, bool Json);

    static int Evaluate(Options options, Surroundings around)
    {
        if (options is { Raw: true, Json: true }) throw new UsageException("--raw and --json exclude each other", null);
        var environment = new EvaluationEnvironment { BaseDirectory = around.WorkingDirectory, Variables = around.Variables };
        if (options.Expression is not { } written)
        {
            if (options.Context is not null || options.Raw) throw new UsageException("--context and --raw go with an expression", "a line of the input brings its own contexts: {\"expr\": \"a\", \"contexts\": {\"a\": 1}}");
            if (around.IsInputTerminal()) around.Error.WriteLine("Type one question a line, such as {\"expr\": \"1 < 2\"}; Ctrl-D ends.");
            new LineServer(around.Input(), around.Output, environment).Run();
            return ExitCode.Success;
        }

        // As in a condition, braces around the whole are accepted.
        if (written.Trim() is ['$', '{', '{', .. var inner, '}', '}'] && !inner.Contains("${{", StringComparison.Ordinal)) written = inner.Trim();
        var scope = new ContextScope(options.Context is { } path ? ContextFile.Read(path, around) : null, environment);
        var answer = ExpressionAnswer.Of(written, scope);
        if (options.Json) around.Out.WriteLine(answer.ToJsonLine(written));
        else if (answer.Failure is null) around.Out.WriteLine(Shown(answer.Value, options.Raw, around));
        else Explain(answer.Failure, written, scope, around);
        return answer.Failure is null ? ExitCode.Success : ExitCode.Invalid;
    }

    static string Shown(Value value, bool raw, Surroundings around) =>
        raw && (value.Kind == ValueKind.String || IsBeyondJson(value)) ? value.ToString() : ValueJson.Write(value, indented: around.IsTerminal());

    static bool IsBeyondJson(Value value) => value.Kind == ValueKind.Number && !double.IsFinite(value.AsNumber());

    static void Explain(ExpressionFailure failure, string written, ContextScope scope, Surroundings around)
    {
        around.Error.WriteLine($"error: {failure.Problem}");
        around.Error.Write(DiagnosticText.Excerpt(new(new SourceText("", written), failure.Span), failure.HelpAmong(scope.Names)));
    }
}
