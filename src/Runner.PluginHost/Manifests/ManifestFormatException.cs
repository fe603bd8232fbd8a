namespace Runner.PluginHost.Manifests;

/// <summary>A manifest is not what <see cref="ManifestReader"/> reads.</summary>
/// <param name="line">From 1.</param>
/// <param name="column">From 1, in bytes.</param>
/// <param name="message">What is wrong there.</param>
sealed class ManifestFormatException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>The exception for a place in the text.</summary>
    public static ManifestFormatException At(ReadOnlySpan<byte> json, int offset, string message)
    {
        var before = json[..Math.Min(offset, json.Length)];
        return new(before.Count((byte)'\n') + 1, before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1, message);
    }
}
