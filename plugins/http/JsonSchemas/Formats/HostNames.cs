namespace Runner.Plugins.Http;

/// <summary>Names of hosts (RFC 1123, section 2.1).</summary>
static class HostNames
{
    internal static bool IsHostName(string text)
    {
        if (text.Length is 0 or > 253) return false;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var label = text.AsSpan(range);
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-') return false;
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
            }
            // Only names that are encoded have two dashes there (RFC 5891, section 4.2.3.1).
            if (label.Length > 3 && label[2..4] is "--" && !label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return false;
        }
        return true;
    }
}
