using System.Globalization;
using System.Text;

namespace Runner.Reporting;

/// <summary>How much of a machine's output is kept, and what is shown where there was more.</summary>
/// <param name="bytes">Bytes of each stream; null when nobody knows.</param>
sealed class OutputLimit(int? bytes)
{
    /// <summary>What the cut may have split: a character of UTF-8 less one byte.</summary>
    const int MostSplit = 3;

    static readonly OutputLimit Unknown = new(null);

    /// <summary>Says that something was left out.</summary>
    internal string Notice { get; } = $"(cut after the last whole line within {(bytes is { } most ? Shown(most) : "the limit")}: --max-output BYTES keeps more)";

    internal static OutputLimit Of(int? bytes) => bytes is null ? Unknown : new(bytes);

    /// <summary>The text of a stream up to its last whole line, when it is the one that was cut. A single line that is too long stays.</summary>
    internal string Cut(string text, bool truncated) =>
        truncated && bytes is { } most && Encoding.UTF8.GetByteCount(text) > most - MostSplit && text.LastIndexOf('\n') is >= 0 and var end ? text[..(end + 1)] : text;

    static string Shown(int bytes) => bytes >= 1024 * 1024 && bytes % (1024 * 1024) == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024)} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
