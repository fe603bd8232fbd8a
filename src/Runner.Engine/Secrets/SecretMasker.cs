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

    readonly Lock gate = new();
    // Longest first: a secret that contains another must not leave its tail behind. Replaced as a whole, so readers need no lock.
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
                if (!all.Contains(form)) all.Add(form);
            }

            all.Sort(static (a, b) => b.Length.CompareTo(a.Length));
            forms = [.. all];
        }
    }

    /// <summary>Whether there is anything to mask.</summary>
    public bool IsEmpty => forms.Length == 0;

    /// <summary>The text without secrets; the same instance when it has none.</summary>
    public string MaskText(string text)
    {
        foreach (var form in forms) text = text.Replace(form, Mask, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The value without secrets, in its texts, names and numbers; unchanged when there are no secrets at all.</summary>
    public Value MaskValue(Value value)
    {
        if (IsEmpty) return value;
        switch (value.Kind)
        {
            case ValueKind.String:
                return Value.From(MaskText(value.AsString()));
            case ValueKind.Number:
                var digits = value.ToString();
                return MaskText(digits) is var masked && ReferenceEquals(masked, digits) ? value : Value.From(masked);
            case ValueKind.Array:
                return Value.From([.. value.AsArray().Select(MaskValue)]);
            case ValueKind.Object:
                var copy = new ValueObject();
                foreach (var (name, entry) in value.AsObject().Entries) copy[MaskText(name)] = MaskValue(entry);
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
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        yield return base64;
        // Padding falls away where the secret is only the beginning of what is encoded, and base64url has another alphabet.
        yield return base64.TrimEnd('=');
        yield return base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        yield return Uri.EscapeDataString(secret);
        yield return Uri.EscapeDataString(secret).Replace("%20", "+", StringComparison.Ordinal);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
    }
}
