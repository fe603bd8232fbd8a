namespace Runner.Scripting.Packages;

/// <summary>What packages and those that they depend on bring, for this framework and this system: full paths.</summary>
/// <param name="Compile">The assemblies that code is compiled against.</param>
/// <param name="Runtime">The assemblies that run.</param>
/// <param name="Natives">The native libraries.</param>
sealed record RestoredPackages(IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyList<string> Natives)
{
    /// <summary>None.</summary>
    public static RestoredPackages None { get; } = new([], [], []);

    /// <summary>Whether all of it is there.</summary>
    public bool IsThere => Compile.Concat(Runtime).Concat(Natives).All(File.Exists);
}
