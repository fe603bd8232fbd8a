using Runner.Cli.Hosts;
using Runner.Reporting;

namespace Runner.Cli.Fleets;

/// <summary>What is run again, and where, in a line: whoever asks for the last command may have another in mind.</summary>
static class AgainText
{
    const int MostNames = 10;

    const int LongestCommand = 200;

    /// <summary>Such as <c>'systemctl restart nginx' on web1, web2</c>.</summary>
    public static string Of(ExecArguments arguments, IReadOnlyList<FleetHost> hosts)
    {
        var words = arguments.Command.Count == 1 ? [$"'{arguments.Command[0]}'"] : arguments.Command;
        var command = string.Join(' ', arguments.Options.TryGetValue("--script", out var script) ? ["--script", .. script, .. arguments.Command] : words);
        if (command.Length > LongestCommand) command = command[..LongestCommand] + "…";
        var names = string.Join(", ", hosts.Take(MostNames).Select(host => host.Name));
        return PrintableText.Of($"{command} on {names}{(hosts.Count > MostNames ? $" and {hosts.Count - MostNames} more" : "")}");
    }
}
