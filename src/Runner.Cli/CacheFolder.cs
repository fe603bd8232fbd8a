namespace Runner.Cli;

/// <summary>Where what can be made again is kept: <c>$XDG_CACHE_HOME/runner</c>, or <c>~/.cache/runner</c>.</summary>
static class CacheFolder
{
    /// <summary>The folder of one kind of things; null where there is no place.</summary>
    public static string? Of(string kind, Surroundings around)
    {
        var cache = around.Variables("XDG_CACHE_HOME") is { Length: > 0 } home ? home
            : around.Variables("HOME") is { Length: > 0 } user ? Path.Combine(user, ".cache") : null;
        return cache is null ? null : Path.Combine(cache, "runner", kind);
    }
}
