using Runner.Engine;
using Runner.Engine.Scripting;
using Runner.Reporting;
using Runner.Workflows.Values;

namespace Runner.Scripting.Isolation;

/// <summary>
/// A process that runs one script for another: a run of its own, whose events the other takes over. What belongs to the workflow is asked
/// of the other when the script first wants it, so that nothing crosses that nobody reads.
/// </summary>
public static class ScriptHost
{
    /// <summary>The path of the step that runs the script here.</summary>
    internal const string Root = "main/script";

    /// <summary>The environment variable that limits the memory of a .NET process; see <see cref="ScriptIsolation.Memory"/>.</summary>
    public const string MemoryVariable = ScriptProcess.MemoryVariable;

    /// <summary>How long a script may take to end when the process that wanted it is gone.</summary>
    static readonly TimeSpan Orphaned = TimeSpan.FromSeconds(2);

    /// <summary>Runs the script to its end.</summary>
    /// <param name="input">What the other process says.</param>
    /// <param name="output">What is said to it.</param>
    /// <param name="prepare">Makes the run: a workflow of one job <c>main</c> with one step <c>script</c> that runs C#, and what runs that here. A <see cref="ScriptException"/> says why it cannot be.</param>
    /// <param name="end">Ends this process at once, with all that it started.</param>
    public static void Run(Stream input, Stream output, Func<HostedScript, RunRequest> prepare, Action end)
    {
        using var link = new ParentLink(input, output);
        if (link.ReadScript() is not { } told) return;
        link.Listen(Orphan);
        var script = new HostedScript(told, name => link.Ask("variable", name) is { IsNull: false } value ? value.AsString() : null);
        RunRequest request;
        try
        {
            request = prepare(script);
        }
        catch (ScriptException e)
        {
            link.Say(Words.Failed, ("error", Words.Of(e.Error)));
            return;
        }

        using var events = new NdjsonReporter(link.Events);
        WorkflowRunner.RunAsync(
            request with
            {
                Scripts = new Hosted(request.Scripts!, script, link),
                Variables = script.Variables,
                ShowCommands = script.ShowCommands,
                Observers = [events],
                Masked = secret => link.Say(Words.Mask, ("text", Value.From(secret))),
            },
            link.Cancel).GetAwaiter().GetResult();

        void Orphan()
        {
            link.CancelScript();
            Thread.Sleep(Orphaned);
            end();
        }
    }

    /// <summary>Runs the script as the other process wants it, and tells that one what it gave: unmasked, since later steps there need it.</summary>
    sealed class Hosted(IScriptRunner scripts, HostedScript script, ParentLink link) : IScriptRunner
    {
        public async ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
        {
            try
            {
                var result = await scripts.RunAsync(script.CallWith(call.Steps, name => link.Ask("context", name)), cancel).ConfigureAwait(false);
                var outputs = new ValueObject();
                foreach (var (name, value) in result.Outputs) outputs[name] = ClrValue.From(value);
                link.Say(Words.Result, ("value", ClrValue.From(result.Value)), ("outputs", Value.From(outputs)));
                return result;
            }
            catch (ScriptException e)
            {
                link.Say(Words.Failed, ("error", Words.Of(e.Error)));
                throw;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                link.Say(Words.Cancelled);
                throw;
            }
        }
    }
}
