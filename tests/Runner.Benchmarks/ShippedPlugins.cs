namespace Runner.Benchmarks;

/// <summary>The plugins as they ship: what is measured is what people run.</summary>
static class ShippedPlugins
{
    public static string Folder { get; } = Find();

    static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Runner.sln"))) at = at.Parent;
        if (at is null) throw new InvalidOperationException("Start it inside the repository.");
        var plugins = Path.Combine(at.FullName, "artifacts", "runner", "plugins");
        return Directory.Exists(plugins) ? plugins : throw new InvalidOperationException("Call ./build.sh first.");
    }
}
