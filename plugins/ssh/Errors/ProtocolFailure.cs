using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>The server speaks another protocol, or none that this client speaks.</summary>
static partial class ProtocolFailure
{
    /// <inheritdoc cref="NetworkFailure.Of"/>
    public static NetworkException? Of(FailedLogin login, string line)
    {
        var target = login.Target;
        if (NoMatch().Match(line) is { Success: true } match)
        {
            var what = match.Groups["what"].Value;
            return new SshException(target, $"{target} and this client have no {what} in common; it offers: {match.Groups["offer"].Value.Replace(",", ", ", StringComparison.Ordinal)}.")
            {
                Help = Option(what) is { } option
                    ? $"An old server may need {option}. What it offers may be weak: better bring the server up to date."
                    : null,
            };
        }
        if (line.Contains("Protocol major versions differ", StringComparison.Ordinal))
            return new ProtocolException(target, $"{target} speaks another version of SSH: {line.TrimEnd('.')}.");
        if (login.Log.ServerVersion is null && NoVersion().Match(line) is { Success: true } said)
            return NoServer(target, login.Log.Banner.Count > 0 ? $"it answered {Words.Quote(login.Log.Banner[0])}" : $"{said.Groups["why"].Value.TrimEnd('.')}");
        if (NotSsh().IsMatch(line))
            return new ProtocolException(target, $"{target} does not keep to the SSH protocol: {line.TrimEnd('.')}.") { Help = "Is it the port of the SSH server, with nothing in between that changes what is sent?" };
        return null;
    }

    /// <summary>What answers speaks something else.</summary>
    /// <param name="target">Who answers.</param>
    /// <param name="why">How that shows.</param>
    public static ProtocolException NoServer(string target, string why) => new(target, $"{target} is no SSH server: {why}.") { Help = "Is it the port of the SSH server?" };

    static string? Option(string what) => what switch
    {
        "key exchange method" => "`kex: [\"+NAME\"]`",
        "host key type" => "`options: { HostKeyAlgorithms: \"+NAME\" }`",
        "cipher" => "`options: { Ciphers: \"+NAME\" }`",
        "MAC" => "`options: { MACs: \"+NAME\" }`",
        _ => null,
    };

    [GeneratedRegex(@"^Unable to negotiate with .*: no matching (?<what>.+?) found\. Their offer: (?<offer>.*)$")]
    private static partial Regex NoMatch();

    [GeneratedRegex(@"^kex_exchange_identification: (?<why>banner line .*|No SSH version .*)$")]
    private static partial Regex NoVersion();

    [GeneratedRegex(@"^(Bad packet length |Bad remote protocol version|kex_exchange_identification: |ssh_dispatch_run_fatal: |Corrupted |padding error|message authentication code incorrect|banner exchange: )", RegexOptions.IgnoreCase)]
    private static partial Regex NotSsh();
}
