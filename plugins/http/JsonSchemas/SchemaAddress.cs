namespace Runner.Plugins.Http;

/// <summary>The addresses of schemas.</summary>
static class SchemaAddress
{
    /// <summary>A reference as an absolute URI; null when it is none.</summary>
    internal static Uri? Resolve(Uri address, string reference)
    {
        // The library does not resolve against a URN, and needs not: what is left is a fragment of the same document.
        if (reference.StartsWith('#')) reference = WithoutFragment(address).OriginalString + reference;
        return Uri.TryCreate(address, reference, out var resolved) ? resolved : null;
    }

    internal static Uri WithoutFragment(Uri address)
    {
        var at = address.OriginalString.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? address : new(address.OriginalString[..at]);
    }

    /// <summary>The fragment, unescaped and without its sign.</summary>
    internal static string Fragment(Uri address)
    {
        var at = address.OriginalString.IndexOf('#', StringComparison.Ordinal);
        return at < 0 ? "" : Uri.UnescapeDataString(address.OriginalString[(at + 1)..]);
    }
}
