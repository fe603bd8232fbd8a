using System.Globalization;
using Runner.Sdk;

namespace Runner.Engine.Scripting;

/// <summary>That a script runs in a process of its own, which may crash, eat its memory or be killed without harm to this one.</summary>
public sealed record ScriptIsolation
{
    /// <summary>The least that <see cref="Memory"/> may be: a script's process needs some to begin with.</summary>
    public const long LeastMemory = 64L * 1024 * 1024;

    // More than machines have, and less than what cannot be counted.
    const long Most = 1L << 50;

    /// <summary>How much memory its objects may take together, in bytes; null is no limit of its own.</summary>
    public long? Memory { get; init; }

    /// <summary>Both of what a run wants and what a step wants: the smaller limit counts. Null when neither wants any.</summary>
    public static ScriptIsolation? Of(ScriptIsolation? run, ScriptIsolation? step) => (run, step) switch
    {
        (null, _) => step,
        (_, null) => run,
        _ => new() { Memory = run.Memory is { } most && step.Memory is { } wanted ? Math.Min(most, wanted) : run.Memory ?? step.Memory },
    };

    /// <summary>Reads a limit as people write it: <c>256M</c>, <c>1G</c>, of 1024 kilobytes and megabytes.</summary>
    /// <param name="text">A number with K, M or G, and perhaps <c>B</c> or <c>iB</c> behind it.</param>
    /// <param name="input">What an error calls it.</param>
    /// <exception cref="ActionInputException">It is no amount of memory, or less than <see cref="LeastMemory"/>.</exception>
    public static long ParseMemory(string text, string input)
    {
        var written = text.Trim();
        var end = 0;
        while (end < written.Length && (char.IsAsciiDigit(written[end]) || written[end] == '.')) end++;
        var shift = written[end..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 0,
            "K" or "KB" or "KIB" => 10,
            "M" or "MB" or "MIB" => 20,
            "G" or "GB" or "GIB" => 30,
            "T" or "TB" or "TIB" => 40,
            _ => -1,
        };
        if (shift < 0 || !double.TryParse(written.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            throw new ActionInputException(input, $"'{text}' is no amount of memory: write it as 256M or 1G");
        var bytes = (long)Math.Min(amount * (1L << shift), Most);
        return bytes >= LeastMemory ? bytes : throw new ActionInputException(input, $"'{text}' is too little: a process has some memory before the script begins, and needs {FormatMemory(LeastMemory)} at least");
    }

    /// <summary>A limit as people write it.</summary>
    public static string FormatMemory(long bytes) => bytes % (1L << 30) == 0 ? $"{bytes >> 30}G" : bytes % (1L << 20) == 0 ? $"{bytes >> 20}M" : bytes % (1L << 10) == 0 ? $"{bytes >> 10}K" : bytes.ToString(CultureInfo.InvariantCulture);
}
