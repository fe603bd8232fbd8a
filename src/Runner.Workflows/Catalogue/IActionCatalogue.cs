namespace Runner.Workflows.Catalogue;

/// <summary>The actions that workflows may use. Reading it loads no plugin.</summary>
public interface IActionCatalogue
{
    /// <summary>Every action, by plugin and name.</summary>
    IEnumerable<ActionDescriptor> Actions { get; }

    /// <summary>The action of a name, or null.</summary>
    ActionDescriptor? Find(string name);

    /// <summary>Why a plugin of this name, or with actions that begin with it and a dot, was refused; null when none was.</summary>
    string? RefusalOf(string plugin);

    /// <summary>Why a client of this name (<c>clients:</c> in <c>runner.yaml</c>) has no actions; null where it has, or where there is none.</summary>
    string? ProblemOf(string client) => null;
}
