using Runner.Workflows.Expressions;
using Runner.Workflows.Types;

namespace Runner.Cli.Reference;

/// <summary>The functions that expressions can call, for people and as the page of the documentation.</summary>
static class FunctionReference
{
    /// <summary>A list for the terminal: how each is called, and what it does.</summary>
    public static void WriteText(TextWriter output)
    {
        foreach (var function in FunctionRegistry.Default.All)
        {
            output.WriteLine(function.Signature);
            output.WriteLine($"  {function.Summary}");
            output.WriteLine($"  {function.Example}  ->  {function.ExampleResult}");
        }
    }

    /// <summary>The page docs/FUNCTIONS.md.</summary>
    public static void WriteMarkdown(TextWriter output)
    {
        output.WriteLine("# Functions");
        output.WriteLine();
        output.WriteLine("Made by `runner eval --functions --markdown` from the functions themselves; do not edit. Each example is evaluated by a test.");
        output.WriteLine("What stands before a `?` may be left out, and `...` is for more of the last. [LANGUAGE.md](LANGUAGE.md#expressions) has the");
        output.WriteLine("rest of the language of expressions.");
        foreach (var function in FunctionRegistry.Default.All)
        {
            output.WriteLine();
            output.WriteLine($"## {function.Name}");
            output.WriteLine();
            output.WriteLine($"`{function.Signature}` answers {AnswerOf(function.Result)}.");
            output.WriteLine();
            output.WriteLine(function.Summary);
            output.WriteLine();
            output.WriteLine($"`{function.Example}` is `{function.ExampleResult}`.");
        }
    }

    static string AnswerOf(TypeShape result) => result.Nullable ? $"{result.Phrase} or null" : result.Phrase;
}
