using Runner.Workflows.Values;

namespace Runner.Cli.Inputs;

/// <summary><c>--input name=value</c>.</summary>
static class InputArguments
{
    /// <exception cref="UsageException">One is not of the form name=value, or a name is given twice.</exception>
    public static IReadOnlyDictionary<string, Value> Parse(IEnumerable<string> arguments)
    {
        var inputs = new Dictionary<string, Value>(StringComparer.OrdinalIgnoreCase);
        foreach (var argument in arguments)
        {
            var equals = argument.IndexOf('=');
            if (equals < 1) throw new UsageException($"--input cannot be '{argument}'", "write name=value, such as --input url=https://example.com");
            if (!inputs.TryAdd(argument[..equals], Value.From(argument[(equals + 1)..])))
                throw new UsageException($"--input {argument[..equals]} is given twice", null);
        }

        return inputs;
    }
}
