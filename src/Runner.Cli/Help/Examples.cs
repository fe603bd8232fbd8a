using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.CompilerServices;

namespace Runner.Cli.Help;

/// <summary>Examples at the end of a command's help: people copy before they read.</summary>
static class Examples
{
    // Several command lines may be made at once, as tests do.
    static readonly ConditionalWeakTable<Command, (string Line, string Does)[]> Known = [];

    /// <summary>Gives a command its examples.</summary>
    public static void Of(Command command, params (string Line, string Does)[] examples) => Known.AddOrUpdate(command, examples);

    /// <summary>Makes the help of a root command and all below it show them.</summary>
    public static void Install(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelp((HelpAction)help.Action!);
    }

    public static (string Line, string Does)[] For(Command command) => Known.TryGetValue(command, out var examples) ? examples : [];
}
