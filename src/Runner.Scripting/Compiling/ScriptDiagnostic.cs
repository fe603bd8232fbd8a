namespace Runner.Scripting.Compiling;

/// <summary>Something that the compiler says about a script.</summary>
/// <param name="Code">Its code, such as <c>CS0103</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Length">How many characters it is about, on that line.</param>
/// <param name="SourceLine">The line as it is written.</param>
/// <param name="IsError">Whether the script cannot run.</param>
public sealed record ScriptDiagnostic(string Code, string Message, string Path, int Line, int Column, int Length, string SourceLine, bool IsError)
{
    /// <summary>Where in the script's own text it is, as an offset from 0; null for a place in a file that it loads.</summary>
    public int? Start { get; init; }
}
