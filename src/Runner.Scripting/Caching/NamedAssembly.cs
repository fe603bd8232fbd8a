namespace Runner.Scripting.Caching;

/// <summary>An assembly that a script names by itself.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Mvid">Its module version: when it is another, the script is compiled again.</param>
sealed record NamedAssembly(string Path, string Mvid);
