using System.CommandLine;
using Runner.Cli.Help;
using Runner.Cli.Reference;
using Runner.Engine;
using Runner.PluginHost;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Diagnostics;

namespace Runner.Cli.Commands;

/// <summary><c>runner plugins</c>: which plugins there are, and what they can do.</summary>
static class PluginsCommand
{
    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("plugins", "List the plugins that were found") { CreateShow(around, opening), CreateReference(around, opening), CreateManifest(around) };
        command.SetAction(_ => List(around, opening));
        Examples.Of(command,
            ("runner plugins", "every plugin and its actions"),
            ("runner plugins show http", "inputs, results and errors of a plugin"),
            ("runner plugins show http.get", "of one action"));
        return command;
    }

    static int List(Surroundings around, WorkspaceOpening opening)
    {
        if (opening.Open() is not { } workspace) return ExitCode.Invalid;
        foreach (var plugin in workspace.Catalogue.Plugins)
        {
            around.Out.WriteLine($"{plugin.Name} {plugin.Version}  {plugin.Summary}");
            around.Out.WriteLine($"  {string.Join(", ", plugin.Actions.Select(action => action.Name))}");
            around.Out.WriteLine($"  {plugin.Folder}");
        }

        if (workspace.Catalogue.Plugins.Count == 0) around.Out.WriteLine($"No plugin was found. They are looked for in {around.BuiltInPlugins} and in the folders that runner.yaml names under `plugins:`.");
        var broken = false;
        foreach (var client in workspace.Catalogue.Clients)
        {
            around.Out.WriteLine($"{client.Name}  {client.Title}");
            if (client.Problem is { } problem)
            {
                around.Error.WriteLine($"error: {problem}");
                broken = true;
            }
            else around.Out.WriteLine($"  {string.Join(", ", client.ActionNames)}");

            foreach (var note in client.Notes) around.Error.WriteLine($"warning: {client.Name}: {note}");
            around.Out.WriteLine($"  {client.Document}");
        }

        around.Out.WriteLine($"{BuiltInActions.Group}  {BuiltInActions.Summary}");
        around.Out.WriteLine($"  {string.Join(", ", BuiltInActions.All.Select(action => action.Name))}");
        return broken || workspace.Catalogue.Refusals.Count > 0 ? ExitCode.Invalid : ExitCode.Success;
    }

    static Command CreateShow(Surroundings around, WorkspaceOpening opening)
    {
        var name = new Argument<string>("name") { Description = "A plugin (http), what its actions begin with (dns), or an action (http.get)" };
        var command = new Command("show", "Show the inputs, results and errors of a plugin's actions") { name };
        command.SetAction(parsed => Show(parsed.GetValue(name)!, around, opening));
        Examples.Of(command, ("runner plugins show http", "every action of http"), ("runner plugins show http.get", "one action"));
        return command;
    }

    static int Show(string name, Surroundings around, WorkspaceOpening opening)
    {
        if (opening.Open() is not { } workspace) return ExitCode.Invalid;
        if ((BuiltInActions.Find(name) ?? workspace.Catalogue.Find(name)) is { } action)
        {
            TextReference.Write(action, around.Out);
            return ExitCode.Success;
        }

        var groups = ActionGroup.All(workspace.Catalogue).Concat(workspace.Catalogue.Clients.Select(ActionGroup.Of)).ToList();
        if (groups.Find(group => group.Name == name) is { } group)
        {
            around.Out.WriteLine($"{group.Title}: {group.Summary}");
            around.Out.WriteLine();
            foreach (var each in group.Actions) TextReference.Write(each, around.Out);
            TextReference.WriteErrors(around.Out);
            return ExitCode.Success;
        }

        // Of a plugin with several protocols, those of one: `plugins show dns`.
        var begun = groups.SelectMany(group => group.Actions).Where(each => each.Name.StartsWith(name + ".", StringComparison.Ordinal)).ToList();
        if (begun.Count > 0)
        {
            foreach (var each in begun) TextReference.Write(each, around.Out);
            TextReference.WriteErrors(around.Out);
            return ExitCode.Success;
        }

        var known = groups.Select(group => group.Name).Concat(groups.SelectMany(group => group.Actions).Select(each => each.Name));
        around.Error.WriteLine($"error: there is no plugin or action `{name}`");
        if (workspace.Catalogue.ProblemOf(name.Split('.')[0]) is { } problem) around.Error.WriteLine($"help: {problem}");
        else if (workspace.Catalogue.RefusalOf(name) is { } refusal) around.Error.WriteLine($"help: the plugin was refused: {refusal}");
        else if (DidYouMean.Suggest(name, known) is { } near) around.Error.WriteLine($"help: did you mean {near}?");
        else around.Error.WriteLine("help: `runner plugins` lists them");
        return ExitCode.Invalid;
    }

    static Command CreateReference(Surroundings around, WorkspaceOpening opening)
    {
        var command = new Command("reference", "Print the reference of every action as Markdown");
        command.SetAction(_ =>
        {
            if (opening.Open() is not { } workspace) return ExitCode.Invalid;
            MarkdownReference.Write(ActionGroup.All(workspace.Catalogue), around.Out);
            return ExitCode.Success;
        });
        Examples.Of(command, ("runner plugins reference > docs/API_SPECIFICATION.md", "how Runner's own is made"));
        return command;
    }

    static Command CreateManifest(Surroundings around)
    {
        var folder = new Argument<string>("folder") { Description = "The plugin's folder" };
        var command = new Command("manifest", "Check a plugin and write its manifest beside its assembly, as its build should") { folder };
        command.SetAction(parsed =>
        {
            try
            {
                around.Out.WriteLine(PluginManifestBuilder.Write(Path.Combine(around.WorkingDirectory, parsed.GetValue(folder)!)));
                return ExitCode.Success;
            }
            catch (PluginLoadException e)
            {
                around.Error.WriteLine($"error: {e.Message}");
                return ExitCode.Invalid;
            }
        });
        Examples.Of(command, ("runner plugins manifest ./plugins/dns", "after building the plugin"));
        return command;
    }
}
