using System.Text;
using Runner.Workflows.Values;

namespace Runner.Engine.Secrets;

/// <summary>
/// Replaces secrets in texts and values by <c>***</c>: each as it is, in the forms in which it travels (see
/// <see cref="SecretForms"/>), line by line when it has several, and leaf by leaf when it is JSON.
/// </summary>
public sealed class SecretMasker
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Mask = "***";

    // A text may be cut off within a secret. Less of one than this is as likely to be an innocent word.
    const int ShortestCut = 4;

    // An input shorter than this is masked where it stands by itself.
    const int ShortestInput = 3;

    // What lies deeper than reporters show, or goes in circles, is not looked into.
    const int MaxDepth = 64;

    readonly Lock gate = new();
    // Replaced as a whole, so readers need no lock.
    volatile KnownForms[] known = [];
    // Inputs so short that they stand in many an innocent word.
    volatile string[] alone = [];

    // What came after a run began, for whoever goes on with it; null where nobody will.
    HashSet<(string Secret, bool IsInput)>? remembered;
    List<(string Secret, bool IsInput)>? news;

    /// <summary>From now on keeps what is added, for <see cref="TakeNews"/>.</summary>
    internal void Remember() => (remembered, news) = ([], []);

    /// <summary>What was added since the last call; empty for nothing.</summary>
    internal IReadOnlyList<(string Secret, bool IsInput)> TakeNews()
    {
        lock (gate)
        {
            if (news is null or []) return [];
            var taken = news;
            news = [];
            return taken;
        }
    }

    /// <summary>All that was added since <see cref="Remember"/>.</summary>
    internal IReadOnlyList<(string Secret, bool IsInput)> Remembered()
    {
        lock (gate) return remembered is null ? [] : [.. remembered];
    }

    /// <summary>Told of each secret, before anything is masked with it; null for nobody.</summary>
    public Action<string>? Added { get; init; }

    /// <summary>Masks a secret from now on. Empty ones are ignored.</summary>
    public void Add(string secret)
    {
        if (string.IsNullOrWhiteSpace(secret)) return;
        Added?.Invoke(secret);
        lock (gate)
        {
            if (remembered?.Add((secret, false)) == true) news!.Add((secret, false));
            var all = new List<KnownForms>(known);
            foreach (var form in SecretForms.Of(secret))
            {
                if (form.Length > 0) KnownForms.Add(all, form);
            }

            known = [.. all];
        }

        if (JsonSecret.MayBe(secret))
        {
            foreach (var leaf in JsonSecret.LeavesOf(secret)) Add(leaf);
        }
    }

    /// <summary>Masks every text and number in a value from now on.</summary>
    public void Add(Value secret) => AddParts(secret, Add, 0);

    /// <summary>
    /// Masks what an action was given as a secret. One or two characters, such as the password <c>x</c> of a test, are masked where
    /// they stand by themselves: nobody declared them, and without them most words could not be read.
    /// </summary>
    public void AddInput(Value secret) => AddParts(secret, AddInput, 0);

    /// <inheritdoc cref="AddInput(Value)"/>
    public void AddInput(string secret)
    {
        if (secret.Length >= ShortestInput)
        {
            Add(secret);
            return;
        }
        if (string.IsNullOrWhiteSpace(secret)) return;
        Added?.Invoke(secret);
        lock (gate)
        {
            if (remembered?.Add((secret, true)) == true) news!.Add((secret, true));
            if (Array.IndexOf(alone, secret) < 0) alone = [.. alone, secret];
        }
    }

    static void AddParts(Value secret, Action<string> add, int depth)
    {
        switch (secret.Kind)
        {
            case ValueKind.String or ValueKind.Number:
                add(secret.ToString());
                break;
            case ValueKind.Array when depth < MaxDepth:
                foreach (var item in secret.AsArray()) AddParts(item, add, depth + 1);
                break;
            case ValueKind.Object when depth < MaxDepth:
                foreach (var (_, entry) in secret.AsObject().Entries) AddParts(entry, add, depth + 1);
                break;
        }
    }

    /// <summary>Whether there is anything to mask.</summary>
    public bool IsEmpty => known.Length == 0 && alone.Length == 0;

    /// <summary>The text without secrets, not even the beginning of one at its end or before an ellipsis; the same instance when it has none.</summary>
    public string MaskText(string text) => MaskText(text, mayBeCut: true);

    string MaskText(string text, bool mayBeCut)
    {
        List<(int Start, int End)>? found = null;
        var hasCuts = mayBeCut && known.Length > 0 && (text.Contains('…', StringComparison.Ordinal) || text.Contains("...", StringComparison.Ordinal));
        foreach (var forms in known)
        {
            for (var at = text.AsSpan().IndexOf(forms.Start); at >= 0;)
            {
                (found ??= []).Add((at, at + forms.LengthAt(text.AsSpan(at))));
                var next = text.AsSpan(at + 1).IndexOf(forms.Start);
                at = next < 0 ? -1 : at + 1 + next;
            }

            if (mayBeCut && forms.LengthAtEnd(text, ShortestCut) is > 0 and var length) (found ??= []).Add((text.Length - length, text.Length));
            if (hasCuts) FindCuts(text, forms, ref found);
        }

        foreach (var secret in alone) FindAlone(text, secret, ref found);
        return found is null ? text : Replace(text, found);
    }

    /// <summary>Beginnings of secrets that a message has cut and marked so, in its middle: <c>it said "s3cr..."</c>.</summary>
    static void FindCuts(string text, KnownForms forms, ref List<(int Start, int End)>? found)
    {
        if (forms.Start.Length <= ShortestCut) return;
        var start = forms.Start.AsSpan(0, ShortestCut);
        for (var at = text.AsSpan().IndexOf(start); at >= 0;)
        {
            if (forms.LengthBeforeEllipsis(text.AsSpan(at), ShortestCut) is > 0 and var length) (found ??= []).Add((at, at + length));
            var next = text.AsSpan(at + 1).IndexOf(start);
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    static void FindAlone(string text, string secret, ref List<(int Start, int End)>? found)
    {
        for (var at = text.IndexOf(secret, StringComparison.Ordinal); at >= 0; at = text.IndexOf(secret, at + 1, StringComparison.Ordinal))
        {
            var end = at + secret.Length;
            if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.Length || !IsOfWord(text[end]))) (found ??= []).Add((at, end));
        }

        static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';
    }

    /// <summary>Secrets that overlap, or stand in one another, go as one: none leaves its end behind.</summary>
    static string Replace(string text, List<(int Start, int End)> found)
    {
        found.Sort();
        var masked = new StringBuilder(text.Length);
        var shown = 0;
        var (start, end) = found[0];
        foreach (var next in found)
        {
            if (next.Start >= end)
            {
                masked.Append(text, shown, start - shown).Append(Mask);
                (shown, start) = (end, next.Start);
            }

            end = Math.Max(end, next.End);
        }

        return masked.Append(text, shown, start - shown).Append(Mask).Append(text, end, text.Length - end).ToString();
    }

    /// <summary>The value without secrets, in its texts, names and numbers; unchanged when there are no secrets at all.</summary>
    public Value MaskValue(Value value)
    {
        var changed = false;
        return MaskValue(value, ref changed);
    }

    /// <summary>The same; <paramref name="changed"/> becomes true where a secret was in it.</summary>
    internal Value MaskValue(Value value, ref bool changed) => IsEmpty ? value : MaskParts(value, 0, ref changed);

    Value MaskParts(Value value, int depth, ref bool changed)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                var text = value.AsString();
                var shown = MaskText(text);
                if (ReferenceEquals(shown, text)) return value;
                changed = true;
                return Value.From(shown);
            case ValueKind.Number:
                var digits = value.ToString();
                // Numbers and names are never cut off: one that is how a secret begins is innocent.
                var masked = MaskText(digits, mayBeCut: false);
                if (ReferenceEquals(masked, digits)) return value;
                changed = true;
                return Value.From(masked);
            case ValueKind.Array or ValueKind.Object when depth == MaxDepth:
                return Value.From($"(more than {MaxDepth} levels deep)");
            case ValueKind.Array:
                var items = value.AsArray();
                var parts = new Value[items.Count];
                for (var i = 0; i < parts.Length; i++) parts[i] = MaskParts(items[i], depth + 1, ref changed);
                return Value.From(parts);
            case ValueKind.Object:
                var copy = new ValueObject();
                foreach (var (name, entry) in value.AsObject().Entries)
                {
                    var known = MaskText(name, mayBeCut: false);
                    changed |= !ReferenceEquals(known, name);
                    copy[known] = MaskParts(entry, depth + 1, ref changed);
                }

                return Value.From(copy);
            default:
                return value;
        }
    }
}
