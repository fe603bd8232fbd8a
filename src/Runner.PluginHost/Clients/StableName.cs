namespace Runner.PluginHost.Clients;

/// <summary>Names of files in the cache, from what they were made from. What they hold says it in full, so that a name which two have costs time and nothing else.</summary>
static class StableName
{
    /// <summary>FNV-1a, twice, in hexadecimal: a cryptographic hash would load a library at every start.</summary>
    public static string Of(string text)
    {
        var (first, second) = (14695981039346656037UL, 1099511628211UL);
        foreach (var letter in text)
        {
            first = (first ^ letter) * 1099511628211UL;
            second = ((second ^ letter) * 1099511628211UL) + 0x9E3779B97F4A7C15UL;
        }

        return first.ToString("x16", System.Globalization.CultureInfo.InvariantCulture) + second.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
