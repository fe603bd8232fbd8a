using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>The server let nobody in.</summary>
static partial class AuthenticationFailure
{
    /// <inheritdoc cref="NetworkFailure.Of"/>
    public static NetworkException? Of(FailedLogin login, string line)
    {
        if (line.Contains("Too many authentication failures", StringComparison.Ordinal))
        {
            return new AuthenticationException(login.Target, $"{login.Target} let nobody in: it counts too many failed attempts{Tried(login)}.")
            {
                Help = "An agent with many keys offers them all: `identity-file` names the one to use, and `agent: none` leaves the agent out.",
            };
        }
        return Denied().IsMatch(line) ? Refused(login, line) : null;
    }

    /// <summary>The client asked what nobody can answer.</summary>
    public static AuthenticationException NoAnswer(string target, string question, SshOptions options)
    {
        var text = Words.Quote(question.Trim());
        var isPassword = question.Contains("'s password", StringComparison.Ordinal) && options.Password is null;
        return new(target, $"{target} asks {text}, and there is no answer for it.")
        {
            Help = question.Contains("new password", StringComparison.OrdinalIgnoreCase) ? "The password has expired: log in once with `ssh` and set a new one."
                : isPassword ? "Give the password as `password`."
                : "Give it in `answers`: a part of the question and its answer.",
        };
    }

    static AuthenticationException Refused(FailedLogin login, string line)
    {
        var log = login.Log;
        var offered = log.Offered ?? (Methods().Match(line) is { Success: true } match ? match.Groups["methods"].Value : null);
        var (why, help) = Reason(login);
        return new(login.Target, $"{login.Target} let nobody in{Tried(login)}{(offered is null ? "" : $"; it offers: {offered.Replace(",", ", ", StringComparison.Ordinal)}")}.{(why is null ? "" : $" {why}")}")
        {
            Help = help,
        };
    }

    static (string? Why, string? Help) Reason(FailedLogin login)
    {
        var (log, options) = (login.Log, login.Options);
        if (log.Words.FirstOrDefault(line => TooOpen().IsMatch(line)) is { } open)
            return ($"The key was not used: {open.Trim().TrimEnd('.')}.", "A private key is for its owner's eyes only: chmod 600 on its file.");
        if (login.Declined.FirstOrDefault(question => question.Contains("passphrase for", StringComparison.OrdinalIgnoreCase)) is { } encrypted)
        {
            return ($"A key is encrypted and no passphrase was given ({Words.Quote(encrypted.Trim())}).",
                login.IsJump ? "Add the key to the agent: ssh-add." : "Give it as `passphrase`, or add the key to the agent: ssh-add.");
        }
        if (login.Declined.FirstOrDefault(question => question.Contains("PIN for", StringComparison.OrdinalIgnoreCase)) is { } pin)
            return ($"A security key wants its PIN ({Words.Quote(pin.Trim())}).", "Give it in `answers`, as `PIN`.");
        if (login.IsJump && log.Offered is { } wants && !Has(wants, "publickey"))
            return ("It takes no keys, and passwords are never given to a jump host.", "Let a key in there, and give it as `identity-file`, by the agent, or with the jump host in the inventory or the configuration file.");
        if (login.IsJump && login.Declined.Count > 0)
            return ($"It asked {Words.Quote(login.Declined[^1].Trim())}, and what is given for the host behind it is not for it.", "Let a key or the agent in there, by its entry in the configuration file.");
        if (log.Words.FirstOrDefault(line => Signing().IsMatch(line)) is { } signing) return ($"The key could not sign: {signing.Trim().TrimEnd('.')}.", "Does the agent still have the key, and allow its use?");
        if (log.Words.FirstOrDefault(line => Loading().IsMatch(line)) is { } loading)
        {
            return (Has(loading, "incorrect passphrase") ? $"The passphrase is wrong: {loading.Trim().TrimEnd('.')}." : $"The key cannot be used: {loading.Trim().TrimEnd('.')}.",
                Has(loading, "incorrect passphrase") ? "Is `passphrase` the one of this key?" : "Is it the file of a private key, whole, and of a type that this client knows?");
        }
        if (login.Options.Passphrase is not null && log.Accepted is { } wanted && !login.IsJump) return ($"The server would take the key {wanted}, which could not be used: the passphrase is wrong.", "Is `passphrase` the one of this key?");
        if (log.WasPartial) return ($"One method was not enough for it.", "It wants several, such as a key and a password: give what belongs to those that it offers.");
        if (log.Accepted is { } accepted) return ($"The server would take the key {accepted}, which could not be used.", "Is it encrypted, or held by an agent that refuses? Give `passphrase`, or look at the agent: ssh-add -l.");
        var offered = log.Offered ?? "";
        if (Has(offered, "publickey") && log.Keys.Count == 0 && options.Password is null && options.Answers.Count == 0)
            return ("There was no key to offer.", "Give one as `identity-file`, add one to the agent (ssh-add), or give `password`.");
        if (!Has(offered, "publickey") && options.Password is null && options.Answers.Count == 0 && !login.IsJump)
            return (null, "It takes no keys: give `password`, or `answers` to its questions.");
        if (options.Password is not null && !Has(offered, "password") && !Has(offered, "keyboard-interactive")) return (null, "It takes no passwords: give a key as `identity-file`.");
        return (null, log.Keys.Count > 0 ? "Is the public key in the user's ~/.ssh/authorized_keys there, and is it the right user? The server's log says why it refused." : "Are the user and the password right? The server's log says why it refused.");
    }

    static string Tried(FailedLogin login)
    {
        var log = login.Log;
        if (log.Tried.Count == 0) return "";
        var keys = log.Keys.Count is > 0 and <= 3 ? $" with {string.Join(", ", log.Keys)}" : log.Keys.Count > 3 ? $" with {log.Keys.Count} keys" : "";
        return $" (tried: {string.Join(", ", log.Tried.Select(method => method == "publickey" ? method + keys : method))})";
    }

    static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(\S+: )?Permission denied(, please try again)?( \(|\.)")]
    private static partial Regex Denied();

    [GeneratedRegex(@"Permission denied \((?<methods>[^)]*)\)")]
    private static partial Regex Methods();

    [GeneratedRegex(@"^(Permissions 0\d+ for .* are too open|Load key .*: bad permissions)")]
    private static partial Regex TooOpen();

    [GeneratedRegex(@"^sign_and_send_pubkey: ")]
    private static partial Regex Signing();

    [GeneratedRegex(@"^Load key ")]
    private static partial Regex Loading();
}
