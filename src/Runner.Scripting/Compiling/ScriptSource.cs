namespace Runner.Scripting.Compiling;

/// <summary>A script as it is written.</summary>
/// <param name="Text">The code.</param>
/// <param name="Path">Its file, or that of the workflow that it stands in: errors and stack frames name it.</param>
/// <param name="Folder">Where <c>#load</c> and <c>#r</c> start from.</param>
/// <param name="FirstLine">The line of the file that the text begins at, from 1.</param>
/// <param name="Indent">How many columns of the file stand before each of its lines, as in a YAML block.</param>
sealed record ScriptSource(string Text, string Path, string Folder, int FirstLine = 1, int Indent = 0)
{
    /// <summary>The texts of what it loads, by full path, where it is not to be as it is now; null reads the disk.</summary>
    public IReadOnlyDictionary<string, string>? Kept { get; init; }
}
