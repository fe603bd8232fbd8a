namespace Runner.Workflows.Catalogue;

/// <summary>The plugins' actions, and Runner's own before them.</summary>
sealed class CatalogueWithBuiltIns(IActionCatalogue plugins) : IActionCatalogue
{
    public IEnumerable<ActionDescriptor> Actions => BuiltInActions.All.Concat(plugins.Actions);

    public ActionDescriptor? Find(string name) => BuiltInActions.Find(name) ?? plugins.Find(name);

    public string? RefusalOf(string plugin) => plugins.RefusalOf(plugin);

    public string? ProblemOf(string client) => plugins.ProblemOf(client);
}
