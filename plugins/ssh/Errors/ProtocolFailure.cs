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
        if (NotSsh().IsMatch(line))
            return new ProtocolException(target, $"{target} does not keep to the SSH protocol: {line.TrimEnd('.')}.") { Help = "Is it the port of the SSH server, with nothing in between that changes what is sent?" };
        return null;
    }

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

    [GeneratedRegex(@"^(Bad packet length |Bad remote protocol version|kex_exchange_identification: |ssh_dispatch_run_fatal: |Corrupted |padding error|message authentication code incorrect|banner exchange: )", RegexOptions.IgnoreCase)]
    private static partial Regex NotSsh();
}
