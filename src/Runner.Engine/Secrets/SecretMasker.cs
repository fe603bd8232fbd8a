using System.Text;
using System.Text.Encodings.Web;
using Runner.Workflows.Values;

namespace Runner.Engine.Secrets;

/// <summary>
/// Replaces secrets in texts and values by <c>***</c>: each as it is, and in the forms in which it travels (base64,
/// URL- and JSON-escaped), and line by line when it has several.
/// </summary>
public sealed class SecretMasker
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Mask = "***";

    // Below this length an encoded form is so short that it would hit innocent text; the secret itself is masked at any length.
    const int ShortestEncoded = 4;

    // So is a piece of base64.
    const int ShortestPart = 6;

    // Messages cut long texts short before they get here, so a long secret is known by how it begins.
    const int LongForm = 20;
    const int KnownByStart = 16;

    // What lies deeper than reporters show, or goes in circles, is not looked into.
    const int MaxDepth = 64;

    readonly Lock gate = new();
    // Replaced as a whole, so readers need no lock.
    volatile string[] forms = [];

    /// <summary>Masks a secret from now on. Empty ones are ignored.</summary>
    public void Add(string secret)
    {
        if (string.IsNullOrWhiteSpace(secret)) return;
        lock (gate)
        {
            var all = new List<string>(forms);
            foreach (var form in FormsOf(secret))
            {
                if (form.Length > 0 && !all.Contains(form)) all.Add(form);
            }

            forms = [.. all];
        }
    }

    /// <summary>Masks every text and number in a value from now on.</summary>
    public void Add(Value secret) => AddParts(secret, 0);

    void AddParts(Value secret, int depth)
    {
        switch (secret.Kind)
        {
            case ValueKind.String or ValueKind.Number:
                Add(secret.ToString());
                break;
            case ValueKind.Array when depth < MaxDepth:
                foreach (var item in secret.AsArray()) AddParts(item, depth + 1);
                break;
            case ValueKind.Object when depth < MaxDepth:
                foreach (var (_, entry) in secret.AsObject().Entries) AddParts(entry, depth + 1);
                break;
        }
    }

    /// <summary>Whether there is anything to mask.</summary>
    public bool IsEmpty => forms.Length == 0;

    /// <summary>The text without secrets; the same instance when it has none.</summary>
    public string MaskText(string text)
    {
        List<(int Start, int End)>? found = null;
        foreach (var form in forms)
        {
            var known = form.Length >= LongForm ? form.AsSpan(0, KnownByStart) : form;
            for (var at = text.AsSpan().IndexOf(known); at >= 0;)
            {
                var end = at + known.Length + text.AsSpan(at + known.Length).CommonPrefixLength(form.AsSpan(known.Length));
                (found ??= []).Add((at, end));
                var next = text.AsSpan(at + 1).IndexOf(known);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return found is null ? text : Replace(text, found);
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
    public Value MaskValue(Value value) => IsEmpty ? value : MaskParts(value, 0);

    Value MaskParts(Value value, int depth)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                return Value.From(MaskText(value.AsString()));
            case ValueKind.Number:
                var digits = value.ToString();
                return MaskText(digits) is var masked && ReferenceEquals(masked, digits) ? value : Value.From(masked);
            case ValueKind.Array or ValueKind.Object when depth == MaxDepth:
                return Value.From($"(more than {MaxDepth} levels deep)");
            case ValueKind.Array:
                return Value.From([.. value.AsArray().Select(item => MaskParts(item, depth + 1))]);
            case ValueKind.Object:
                var copy = new ValueObject();
                foreach (var (name, entry) in value.AsObject().Entries) copy[MaskText(name)] = MaskParts(entry, depth + 1);
                return Value.From(copy);
            default:
                return value;
        }
    }

    static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        var lines = secret.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 1)
        {
            foreach (var line in lines.Where(line => line.Length >= ShortestEncoded)) yield return line;
        }
        else if (lines[0] != secret)
        {
            yield return lines[0];
        }

        if (secret.Length < ShortestEncoded) yield break;
        foreach (var form in Base64FormsOf(Encoding.UTF8.GetBytes(secret))) yield return form;
        var escaped = Uri.EscapeDataString(secret);
        yield return escaped;
        yield return escaped.Replace("%20", "+", StringComparison.Ordinal);
        yield return LowerHexadecimals(escaped);
        // A URL keeps what is allowed in its query as it is.
        if (Uri.TryCreate($"http://secret/?{secret.Replace("#", "%23", StringComparison.Ordinal)}", UriKind.Absolute, out var url)) yield return url.Query.TrimStart('?');
        var json = JavaScriptEncoder.Default.Encode(secret);
        yield return json;
        yield return LowerHexadecimals(json);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
    }

    /// <summary>
    /// The secret encoded by itself, and the characters that stand for it wherever it begins in something longer that is
    /// encoded as a whole, such as <c>user:secret</c>: base64 has three bytes in four characters, so there are three ways.
    /// </summary>
    static IEnumerable<string> Base64FormsOf(byte[] secret)
    {
        var whole = Convert.ToBase64String(secret);
        yield return whole;
        yield return whole.TrimEnd('=');
        yield return UrlAlphabet(whole.TrimEnd('='));
        for (var before = 0; before < 3; before++)
        {
            var encoded = Convert.ToBase64String([.. new byte[before], .. secret]).TrimEnd('=');
            // The characters at the edges also hold bits of what stands beside the secret.
            var part = encoded[(before == 0 ? 0 : before + 1)..((before + secret.Length) % 3 == 0 ? encoded.Length : encoded.Length - 1)];
            if (part.Length < ShortestPart) continue;
            yield return part;
            yield return UrlAlphabet(part);
        }

        static string UrlAlphabet(string base64) => base64.Replace('+', '-').Replace('/', '_');
    }

    /// <summary><c>%2F</c> to <c>%2f</c> and <c>\u00E9</c> to <c>\u00e9</c>: some programs write the one, some the other.</summary>
    static string LowerHexadecimals(string escaped)
    {
        var lower = escaped.ToCharArray();
        for (var i = 0; i < lower.Length; i++)
        {
            var digits = lower[i] == '%' ? 2 : lower[i] == '\\' && i + 1 < lower.Length && lower[i + 1] == 'u' ? 5 : 0;
            for (; digits > 0 && i + 1 < lower.Length; digits--)
            {
                i++;
                lower[i] = char.ToLowerInvariant(lower[i]);
            }
        }

        return new(lower);
    }
}
