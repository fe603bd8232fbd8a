using System.CommandLine;
using System.CommandLine.Parsing;
using Runner.Cli.Inputs;

namespace Runner.Cli.Fleets;

/// <summary>
/// What a command line says, apart: the hosts, the command after <c>--</c>, and the options by name. In this form it is
/// remembered, and put together with what a later command line says.
/// </summary>
sealed record ExecArguments
{
    /// <summary>The option whose values are no one's business: only the names are kept.</summary>
    public const string Env = "--env";

    /// <summary>Which hosts; null when none are named.</summary>
    public string? Pattern { get; init; }

    /// <summary>What stands after <c>--</c>.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>The options that were given, with their values; of a switch there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether it says what is to be run.</summary>
    public bool HasWork => Command.Count > 0 || Options.ContainsKey("--script");

    /// <summary>Takes a command line apart.</summary>
    /// <exception cref="UsageException">The command is not behind <c>--</c>.</exception>
    public static ExecArguments Of(ParseResult parsed)
    {
        var words = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).ToList();
        var behind = DoubleDash.CountBehind(parsed);
        if (words.Count - behind > 1)
            throw new UsageException($"`{words[1]}` is not behind --", $"write the command after --: runner exec {words[0]} -- {string.Join(' ', words.Skip(1))}");
        var options = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var result in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            if (!result.Implicit) options[result.Option.Name] = [.. result.Tokens.Select(token => token.Value)];
        }

        return new() { Pattern = words.Count > behind ? words[0] : null, Command = words[(words.Count - behind)..], Options = options };
    }

    /// <summary>Whether both run the same on the same hosts, however.</summary>
    public bool IsSameWork(ExecArguments other) =>
        Pattern == other.Pattern && Command.SequenceEqual(other.Command) && ValuesOf("--script").SequenceEqual(other.ValuesOf("--script"));

    /// <summary>These, with what a later command line says over them.</summary>
    public ExecArguments With(ExecArguments later)
    {
        var options = new Dictionary<string, IReadOnlyList<string>>(Options, StringComparer.Ordinal);
        foreach (var (name, values) in later.Options) options[name] = name == Env ? [.. ValuesOf(Env).Where(old => values.All(value => NameOf(value) != NameOf(old))), .. values] : values;
        return new() { Pattern = later.Pattern ?? Pattern, Command = later.Command.Count > 0 ? later.Command : Command, Options = options };
    }

    /// <summary>Without options that are about one run only, and without values that may be secret.</summary>
    public ExecArguments ToRemember(IReadOnlySet<string> forOneRun) => this with
    {
        Options = Options.Where(option => !forOneRun.Contains(option.Key)).ToDictionary(option => option.Key, option => option.Key == Env ? [.. option.Value.Select(NameOf)] : option.Value, StringComparer.Ordinal),
    };

    /// <summary>The words of a command line that says the same.</summary>
    public IReadOnlyList<string> ToWords()
    {
        var words = new List<string>();
        foreach (var (name, values) in Options)
        {
            if (values.Count == 0) words.Add(name);
            foreach (var value in values) words.AddRange([name, value]);
        }

        if (Pattern is not null) words.Add(Pattern);
        if (Command.Count > 0) words.AddRange(["--", .. Command]);
        return words;
    }

    IReadOnlyList<string> ValuesOf(string option) => Options.TryGetValue(option, out var values) ? values : [];

    static string NameOf(string variable) => variable.Split('=')[0];
}
