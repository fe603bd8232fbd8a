namespace Runner.Engine.Secrets;

/// <summary>Forms of secrets that begin alike, so that a text is searched for them once.</summary>
sealed class KnownForms
{
    // Messages cut long texts short before they get here, so a long form is known by how it begins.
    const int LongForm = 20;
    const int KnownByStart = 16;

    readonly string[] forms;

    KnownForms(string start, string[] forms) => (Start, this.forms) = (start, forms);

    /// <summary>What each of them begins with; enough to know one of them by.</summary>
    public string Start { get; }

    /// <summary>Puts a form to those that begin like it, if it is not among them.</summary>
    public static void Add(List<KnownForms> all, string form)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (!form.StartsWith(all[i].Start, StringComparison.Ordinal)) continue;
            if (Array.IndexOf(all[i].forms, form) < 0) all[i] = new(all[i].Start, [.. all[i].forms, form]);
            return;
        }

        all.Add(new(form[..Needed(form)], [form]));
    }

    /// <summary>How much of a text that begins with <see cref="Start"/> is secret.</summary>
    public int LengthAt(ReadOnlySpan<char> text)
    {
        var longest = Start.Length;
        foreach (var form in forms)
        {
            var length = text.CommonPrefixLength(form);
            if (length > longest && length >= Needed(form)) longest = length;
        }

        return longest;
    }

    /// <summary>How much of a text's end is the beginning of a form, half of it at least, that is too little to be known elsewhere.</summary>
    public int LengthAtEnd(ReadOnlySpan<char> text, int least)
    {
        var longest = 0;
        foreach (var form in forms)
        {
            var shortest = Math.Max(Math.Max(least, (form.Length + 1) / 2), longest + 1);
            for (var length = Math.Min(Needed(form) - 1, text.Length); length >= shortest; length--)
            {
                if (text[^length] != form[0] || !text.EndsWith(form.AsSpan(0, length))) continue;
                longest = length;
                break;
            }
        }

        return longest;
    }

    /// <summary>How much of a text's start is the beginning of a form, as much as <see cref="LengthAtEnd"/> wants, right before an ellipsis.</summary>
    public int LengthBeforeEllipsis(ReadOnlySpan<char> text, int least)
    {
        var longest = 0;
        foreach (var form in forms)
        {
            var shortest = Math.Max(Math.Max(least, (form.Length + 1) / 2), longest + 1);
            // The secret may go on with dots of its own.
            for (var length = text.CommonPrefixLength(form.AsSpan(0, Needed(form) - 1)); length >= shortest; length--)
            {
                if (text[length..] is not (['…', ..] or ['.', '.', '.', ..])) continue;
                longest = length;
                break;
            }
        }

        return longest;
    }

    static int Needed(string form) => form.Length >= LongForm ? KnownByStart : form.Length;
}
