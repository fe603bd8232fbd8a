using System.CommandLine;
using Runner.Cli.Help;
using Runner.Engine;
using Runner.Workflows.Diagnostics.Reference;

namespace Runner.Cli.Commands;

/// <summary><c>runner explain</c>: what a diagnostic means, and what to write instead.</summary>
static class ExplainCommand
{
    public static Command Create(Surroundings around)
    {
        var code = new Argument<string?>("code") { Description = "The code of a diagnostic, such as RUN0203; without one, all are listed", Arity = ArgumentArity.ZeroOrOne, HelpName = "code" };
        var command = new Command("explain", "Tell what a diagnostic means, with an example") { code };
        command.SetAction(parsed => Explain(parsed.GetValue(code), around));
        code.CompletionSources.Add(_ => DiagnosticCatalogue.Codes.Select(known => new System.CommandLine.Completions.CompletionItem(known)));
        Examples.Of(command,
            ("runner explain RUN0203", "what it means"),
            ("runner explain", "every code"));
        return command;
    }

    static int Explain(string? code, Surroundings around)
    {
        if (code is null)
        {
            foreach (var each in DiagnosticCatalogue.Pages) around.Out.WriteLine($"{each.Code}  {each.Title}");
            return ExitCode.Success;
        }

        if (DiagnosticCatalogue.Find(code) is { } page)
        {
            around.Out.Write(page.Text);
            return ExitCode.Success;
        }

        around.Error.WriteLine($"error: there is no diagnostic `{code}`");
        around.Error.WriteLine("help: `runner explain` lists them");
        return ExitCode.Invalid;
    }
}
