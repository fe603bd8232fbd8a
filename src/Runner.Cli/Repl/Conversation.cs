using System.Runtime.InteropServices;
using Runner.Cli.Scripts;
using Runner.Engine.Scripting;
using Runner.Scripting.Compiling;
using Runner.Scripting.Repl;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;

namespace Runner.Cli.Repl;

/// <summary>The one step of a run that a person types: reads a piece of code, runs it, answers, until the input ends.</summary>
sealed class Conversation : IScriptRunner, IDisposable
{
    const string Help = """
        An expression is answered: 1 + 1. What is declared stays: var r = await Run(new Http.Get { Url = "http://localhost" })
        Actions are named as in workflows: http.get is Http.Get. In scope are Run, Step, Inputs, Secret, Env, Inventory, Log,
        Expect and more: docs/SCRIPTS.md. A bracket that is open goes on in the next line; an empty line ends it anyway.

          Tab        completes a name, or lists what it could be
          :actions   lists the actions; :actions http those that begin so
          :help      this
          Ctrl-C     gives up what is typed, or ends what runs
          :quit      ends, as Ctrl-D does

        """;

    readonly Workspace workspace;
    readonly Surroundings around;
    readonly ILineSource lines;
    readonly bool isTerminal;

    public Conversation(Workspace workspace, Surroundings around)
    {
        this.workspace = workspace;
        this.around = around;
        isTerminal = around.IsInputTerminal() && around.IsTerminal();
        // What reads keys needs a console that can do so.
        lines = isTerminal && around.Variables("TERM") != "dumb" && !Console.IsInputRedirected ? new LineEditor(around.Out) : new PlainLines(around, isTerminal);
    }

    /// <summary>Whether a person types it.</summary>
    public bool IsTyped => isTerminal;

    /// <summary>Whether a piece of code did not compile, or failed.</summary>
    public bool HasFailed { get; private set; }

    public async ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
    {
        if (isTerminal) around.Out.WriteLine("C# and every action of the plugins. Tab completes, :help tells more, Ctrl-D ends.");
        var session = new ReplSession(workspace.Catalogue, path => ScriptsWhenNeeded.Compile(path, workspace), call, cancel);
        lines.Complete = session.Complete;
        while (await ReadAsync(session, cancel).ConfigureAwait(false) is { } text)
        {
            if (text.Trim() is [':', .. var command])
            {
                if (command is "quit" or "q" or "exit") break;
                Obey(command);
            }
            else if (text.Trim().Length > 0) await RunAsync(session, text, cancel).ConfigureAwait(false);
        }

        return new(null, new Dictionary<string, object?>());
    }

    public void Dispose() => lines.Dispose();

    /// <summary>Runs a piece. A person who ends it by Ctrl-C goes on with the next.</summary>
    async Task RunAsync(ReplSession session, string text, CancellationToken cancel)
    {
        using var piece = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var interrupts = isTerminal ? PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // Told twice, the whole ends.
            signal.Cancel = !piece.IsCancellationRequested;
            piece.Cancel();
        }) : null;
        try
        {
            Tell(await session.RunAsync(text, piece.Token).WaitAsync(piece.Token).ConfigureAwait(false), text);
        }
        catch (OperationCanceledException) when (isTerminal && !cancel.IsCancellationRequested)
        {
            around.Error.WriteLine("ended");
        }
    }

    /// <summary>Reads lines until they are a whole; null at the end of the input.</summary>
    async Task<string?> ReadAsync(ReplSession session, CancellationToken cancel)
    {
        var text = "";
        while (true)
        {
            var prompt = text.Length == 0 ? "> " : ". ";
            // Reading cannot be cancelled; who cancels does not wait for it.
            string? line;
            try
            {
                line = await Task.Run(() => lines.Read(prompt), CancellationToken.None).WaitAsync(cancel).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                text = "";
                continue;
            }

            if (line is null) return text.Length > 0 ? text : null;
            var isForced = line.Length == 0 && text.Length > 0 && isTerminal;
            text = text.Length == 0 ? line : $"{text}\n{line}";
            if (isForced || text.TrimStart().StartsWith(':') || session.IsComplete(text)) return text;
        }
    }

    void Obey(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["help" or "h"]) around.Out.Write(Help);
        else if (words is ["actions", ..])
        {
            foreach (var action in workspace.Catalogue.Actions.Where(action => words.Length == 1 || action.Name.StartsWith(words[1], StringComparison.OrdinalIgnoreCase)).OrderBy(action => action.Name, StringComparer.Ordinal))
                around.Out.WriteLine($"{ActionNames.Of(action.Name),-24} {action.Summary}");
        }
        else
        {
            HasFailed = true;
            around.Error.WriteLine($"error: there is no `:{command}`\nhelp: `:help` lists what there is");
        }
    }

    void Tell(ReplAnswer answer, string text)
    {
        HasFailed |= answer.Diagnostics.Count > 0 || answer.Error is not null;
        if (answer.Value is { } value) around.Out.WriteLine(value);
        if (answer.Error is { } error) around.Error.WriteLine($"error: {error.Message}");
        if (answer.Diagnostics.Count == 0) return;
        var source = new SourceText("input", text);
        DiagnosticBag found = [];
        foreach (var diagnostic in answer.Diagnostics)
            found.Error(DiagnosticCodes.ScriptError, new(source, new(Math.Min(diagnostic.Start ?? 0, text.Length), diagnostic.Length)), $"{diagnostic.Code}: {diagnostic.Message.TrimEnd('.')}", ScriptHelp.For(diagnostic));
        DiagnosticPrinter.Print(found, around);
    }
}
