namespace Runner.Plugins.Ssh.Authentication;

/// <summary>Finds what was given for what is asked.</summary>
static class Replies
{
    /// <summary>The reply to a question of the client itself.</summary>
    /// <param name="question">The question.</param>
    /// <param name="options">What was given.</param>
    /// <param name="target">Whom it is connecting to, for messages.</param>
    public static Reply To(Question question, SshOptions options, string target)
    {
        var text = question.Text;
        // A security key says that it waits to be touched; nothing but a hand answers that.
        if (question.Hint == "none") return new Reply.Tell($"{target}: {text.Trim()} (the security key waits to be touched)");
        // Whether an agent may use a key, whether a host is the right one: nobody is there who could know.
        if (question.Hint == "confirm") return new Reply.Decline();
        if (Has(text, "PIN for ")) return Given(Find(options, text) ?? options.Passphrase);
        if (Has(text, "passphrase for ")) return Given(options.Passphrase);
        if (text.EndsWith("'s password: ", StringComparison.Ordinal) && !Has(text, "new password") && !Has(text, "old password"))
            return options.Password is { } password ? new Reply.Answer(password) : new Reply.GiveUp();
        if (Find(options, text) is { } found) return new Reply.Answer(found);
        if (Has(text, "(yes/no")) return new Reply.Decline();
        // One that wants a new password is no question for the present one.
        return options.Password is { } given && Has(text, "password") && !Has(text, "new password") && !Has(text, "retype")
            ? new Reply.Answer(given)
            : new Reply.GiveUp();

        static Reply Given(string? secret) => secret is null ? new Reply.Decline() : new Reply.Answer(secret);
    }

    /// <summary>The answer whose part of a question this question has: of several the longest, which says most.</summary>
    static string? Find(SshOptions options, string question)
    {
        string? part = null;
        foreach (var known in options.Answers.Keys)
        {
            if (known.Length > (part?.Length ?? 0) && Has(question, known)) part = known;
        }
        return part is null ? null : options.Answers[part];
    }

    static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
