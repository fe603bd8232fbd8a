using Runner.Workflows.Values;

namespace Runner.Cli.Fleets;

/// <summary>What is to be done on each host: one action, with inputs as typed values. Text of the user is never read as YAML or as an expression.</summary>
/// <param name="Action">The action, such as <c>ssh.run</c>. It has an input <c>host</c>.</param>
/// <param name="Title">What people call it.</param>
sealed record FleetWork(string Action, string Title)
{
    /// <summary>Its inputs besides the host, each with what the user gave it by: an option, for errors.</summary>
    public IReadOnlyList<FleetInput> Inputs { get; init; } = [];

    /// <summary>How many hosts at once.</summary>
    public int Forks { get; init; } = 50;

    /// <summary>The limit for each host; null is none.</summary>
    public string? Timeout { get; init; }

    /// <summary>Passwords that were typed, to be masked in everything.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
}

/// <summary>An input of the action.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Origin">What the user gave it by, such as <c>--port</c>.</param>
sealed record FleetInput(string Name, Value Value, string Origin);
