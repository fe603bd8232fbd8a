using Runner.Sdk;

namespace Runner.Plugins.Scan.Targets;

/// <summary>One target as it was written, and where, for errors about it.</summary>
/// <param name="Text">The target.</param>
/// <param name="Input">The input that it came by.</param>
/// <param name="Line">The line of a file, such as <c>hosts.txt:3</c>; null outside of files.</param>
readonly record struct TargetText(string Text, string Input, string? Line)
{
    /// <summary>The error that says what is wrong with it and what would be right.</summary>
    public ActionInputException Wrong(string reason) =>
        new(Input, $"`{Input}` has {Words.Quote(Text)}{(Line is null ? "" : $" ({Line})")}: {reason}.");
}
