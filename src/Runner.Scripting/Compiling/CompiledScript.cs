namespace Runner.Scripting.Compiling;

/// <summary>What came of compiling.</summary>
sealed record CompiledScript
{
    /// <summary>The assembly, with its symbols in it; empty when there are errors.</summary>
    public byte[] Assembly { get; init; } = [];

    /// <summary>The full name of the type that has the script's entry.</summary>
    public string EntryType { get; init; } = "Submission#0";

    /// <summary>The files that were loaded (<c>#load</c>), and the SHA-256 of each: when one changes, the script is compiled again.</summary>
    public IReadOnlyList<LoadedFile> Files { get; init; } = [];

    /// <summary>Assemblies that the script named by itself (<c>#r "lib/Shop.dll"</c>): full paths.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>The assemblies of packages that the script named (<c>#r "nuget: Shop, 1.2.3"</c>), and of what they depend on: full paths.</summary>
    public IReadOnlyList<string> Packaged { get; init; } = [];

    /// <summary>The native libraries of those packages: full paths.</summary>
    public IReadOnlyList<string> Natives { get; init; } = [];

    /// <summary>What is wrong with it, and what may be.</summary>
    public IReadOnlyList<ScriptDiagnostic> Diagnostics { get; init; } = [];
}

/// <summary>A file that is part of a script.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Hash">The SHA-256 of what it held, in hexadecimal.</param>
sealed record LoadedFile(string Path, string Hash);
