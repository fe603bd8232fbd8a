using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Runner.Cli.Help;

/// <summary>The library's help, and then the examples.</summary>
sealed class ExamplesHelp(HelpAction inner) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        var examples = Examples.For(parseResult.CommandResult.Command);
        if (examples.Length == 0) return code;
        var output = parseResult.InvocationConfiguration.Output;
        var width = examples.Max(example => example.Line.Length);
        output.WriteLine("Examples:");
        foreach (var (line, does) in examples) output.WriteLine($"  {line.PadRight(width)}  # {does}");
        output.WriteLine();
        return code;
    }
}
