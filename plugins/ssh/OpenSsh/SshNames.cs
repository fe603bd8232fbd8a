using System.Buffers;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>
/// Which names of hosts and users reach <c>ssh</c>. It never sees a shell here, but its own configuration may hand them to one
/// (<c>ProxyCommand nc %h %p</c>), so that what a shell would interpret is refused as newer clients refuse it themselves.
/// </summary>
static class SshNames
{
    static readonly SearchValues<char> Dangerous = SearchValues.Create("'`\"$\\;&<>|(){}*?!#/@,");

    /// <summary>A host, without user or port.</summary>
    /// <exception cref="ActionInputException">It cannot be one.</exception>
    public static string Host(string host, string input) => host switch
    {
        "" => throw new ActionInputException(input, $"`{input}` is empty: give a name, an address or an alias of the SSH configuration."),
        _ when host.Contains("://", StringComparison.Ordinal) => throw new ActionInputException(input, $"`{input}` is the URL {Words.Quote(host)}: give the host alone."),
        _ when host.Contains('@', StringComparison.Ordinal) => throw new ActionInputException(input, $"`{input}` {Words.Quote(host)} has a user in it: give the user as `user`."),
        _ => Checked(host, input, "host"),
    };

    /// <summary>A user.</summary>
    /// <exception cref="ActionInputException">It cannot be one.</exception>
    // Users of a domain have an @ in their names, and those of Windows a backslash.
    public static string User(string user, string input) => Checked(user, input, "user", besides: "@\\");

    static string Checked(string name, string input, string what, string besides = "")
    {
        if (name.Length is 0 or > 1024) throw new ActionInputException(input, $"`{input}` is {(name.Length == 0 ? "empty" : "too long")}: give the name of a {what}.");
        if (name[0] == '-') throw new ActionInputException(input, $"`{input}` {Words.Quote(name)} begins with `-`, as options do and no {what} does.");
        foreach (var character in name)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character) || (Dangerous.Contains(character) && !besides.Contains(character, StringComparison.Ordinal)))
                throw new ActionInputException(input, $"`{input}` {Words.Quote(name)} has {Words.Quote(character.ToString())} in it, which no name of a {what} has.");
        }
        return name;
    }
}
