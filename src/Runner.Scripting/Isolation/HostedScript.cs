using Runner.Engine.Scripting;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Scripting.Isolation;

/// <summary>A script that another process has this one run.</summary>
public sealed class HostedScript
{
    readonly IValueObject told;

    internal HostedScript(IValueObject told, Func<string, string?> variables)
    {
        this.told = told;
        Variables = variables;
    }

    /// <summary>The folder that relative paths start from, as the folder of the file that this names; no file need be there.</summary>
    public SourceLocation Location => new(new(Text("source")!, "") { FullPath = Text("path")! }, default);

    /// <summary>What it is called.</summary>
    public string Name => System.IO.Path.GetFileName(File ?? Text("source")!);

    /// <summary>Environment variables, as the other process has them.</summary>
    public Func<string, string?> Variables { get; }

    /// <summary>Whether steps log the command of a program that could do as well.</summary>
    public bool ShowCommands => told.TryGet("showCommands", out var show) && show.AsBoolean();

    string? File => Text("file");

    /// <summary>What the other process says of a script.</summary>
    internal static ValueObject Describe(ScriptCall call) => new()
    {
        ["file"] = Value.From(call.File),
        ["text"] = Value.From(call.Text),
        ["source"] = Value.From(call.Location.Source.Path),
        // An inline script stands in the workflow; a file's relative paths too start from the workflow's folder.
        ["path"] = Value.From(call.Text is null ? System.IO.Path.Combine(call.Steps.BaseDirectory, System.IO.Path.GetFileName(call.Location.Source.FullPath)) : call.Location.Source.FullPath),
        ["firstLine"] = Value.From(call.FirstLine),
        ["indent"] = Value.From(call.Indent),
        ["args"] = Value.From([.. call.Args.Select(arg => Value.From(arg))]),
        ["kept"] = call.Kept is null ? Value.Null : Value.From(KeptOf(call.Kept)),
        ["showCommands"] = Value.From(call.Steps.ShowCommands),
    };

    /// <summary>The call that the other process got, with the steps of this one.</summary>
    /// <param name="steps">Makes the steps here.</param>
    /// <param name="context">Asks for the values of the workflow there.</param>
    internal ScriptCall CallWith(ScriptSteps steps, Func<string, Value?> context) => new()
    {
        File = File,
        Text = Text("text"),
        Location = Location,
        FirstLine = Number("firstLine"),
        Indent = Number("indent"),
        Args = [.. told.TryGet("args", out var args) ? args.AsArray().Select(arg => arg.AsString()) : []],
        Kept = told.TryGet("kept", out var kept) && !kept.IsNull ? kept.AsObject().Entries.ToDictionary(file => file.Key, file => file.Value.AsString(), StringComparer.Ordinal) : null,
        Context = context,
        Steps = steps,
    };

    static ValueObject KeptOf(IReadOnlyDictionary<string, string> files)
    {
        var kept = new ValueObject();
        foreach (var (path, text) in files) kept[path] = Value.From(text);
        return kept;
    }

    string? Text(string name) => told.TryGet(name, out var value) && !value.IsNull ? value.AsString() : null;

    int Number(string name) => told.TryGet(name, out var value) ? (int)value.AsNumber() : 0;
}
