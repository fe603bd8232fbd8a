using System.Globalization;
using Runner.ScanLab.Links;

namespace Runner.ScanLab.Commands;

/// <summary>The command line: how the link is.</summary>
static class LabOptions
{
    /// <summary>Reads <c>delay=10ms loss=0.01 rate=5000 queue=100 seed=1</c>, with or without dashes before them.</summary>
    public static LinkSettings ParseLink(IEnumerable<string> words, LinkSettings settings)
    {
        foreach (var word in words)
        {
            var parts = word.TrimStart('-').Split('=');
            settings = parts switch
            {
                ["delay", var value] => settings with { Delay = Milliseconds(value) },
                ["loss", var value] => settings with { Loss = Number(value) },
                ["rate", var value] => settings with { Rate = Number(value) },
                ["queue", var value] => settings with { Queue = (int)Number(value) },
                ["seed", var value] => settings with { Seed = (int)Number(value) },
                _ => throw new LabException($"'{word}' is none of delay=10ms, loss=0.01, rate=5000, queue=100, seed=1"),
            };
        }
        return settings;
    }

    static TimeSpan Milliseconds(string text) =>
        text.EndsWith("ms", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(Number(text[..^2])) : throw new LabException($"'{text}' is no time such as 10ms");

    static double Number(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : throw new LabException($"'{text}' is no number");
}
