namespace Runner.Scripting.Caching;

/// <summary>An assembly of a package that a script names.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Length">How many bytes it has: a package of a version does not change.</param>
sealed record PackagedFile(string Path, long Length);
