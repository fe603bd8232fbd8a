namespace Runner.PluginHost.Tests.Fixtures;

static class Opening
{
    public static PluginCatalogue Open(string folder, string? cache = null) =>
        PluginCatalogue.Open(new PluginCatalogueOptions { Folders = [folder], CacheDirectory = cache });

    /// <summary>Opens a folder in which one plugin is wrong, and gives the line that says so.</summary>
    public static string MessageOf(string folder, string? cache = null)
    {
        var refusal = Open(folder, cache).Refusals.ShouldHaveSingleItem();
        refusal.Message.ShouldNotContain("\n");
        return refusal.Message;
    }

    /// <summary>How many assemblies of this name are in the process.</summary>
    public static int Loaded(string assembly) => AppDomain.CurrentDomain.GetAssemblies().Count(loaded => loaded.GetName().Name == assembly);
}
