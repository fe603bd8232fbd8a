using System.Text;

namespace Runner.Reporting;

/// <summary>What a message says, whichever machine it is about: its name and address are replaced by <c>HOST</c>.</summary>
static class HostText
{
    internal const string Placeholder = "HOST";

    internal static string Generalize(string text, FleetHost host, string? target)
    {
        if (target is { Length: > 0 }) text = Replace(text, target);
        text = Replace(text, host.Name);
        return host.Address is { Length: > 0 } address ? Replace(text, address) : text;
    }

    /// <summary>Only as a word: a machine named a must not change every message.</summary>
    static string Replace(string text, string name)
    {
        StringBuilder? replaced = null;
        var done = 0;
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at > 0 && IsPartOfName(text, at - 1, forward: false)) || (end < text.Length && IsPartOfName(text, end, forward: true))) continue;
            (replaced ??= new()).Append(text, done, at - done).Append(Placeholder);
            done = end;
        }

        return replaced is null ? text : replaced.Append(text, done, text.Length - done).ToString();
    }

    static bool IsPartOfName(string text, int at, bool forward)
    {
        if (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-') return true;
        // A full stop ends a sentence or goes on with a domain.
        var beyond = forward ? at + 1 : at - 1;
        return text[at] == '.' && beyond >= 0 && beyond < text.Length && char.IsLetterOrDigit(text[beyond]);
    }
}
