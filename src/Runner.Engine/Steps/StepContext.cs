using Runner.Engine.BuiltIn;
using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Engine.Scripting;
using Runner.Sdk;
using Runner.Sdk.Inventory;
using Runner.Sdk.Networking;
using Runner.Workflows.Checked;

namespace Runner.Engine.Steps;

/// <summary>What an action gets from Runner while it runs as a step.</summary>
sealed class StepContext(JobContext job, CheckedStep step, StepIdentity identity, RunScope scope) : ActionContext
{
    readonly RunContext run = job.Run;

    public override TimeProvider Time => run.Time;

    public override string BaseDirectory => scope.Environment.BaseDirectory;

    /// <summary>The environment variables that are secrets of the workflow: nobody gets them unasked.</summary>
    public IEnumerable<string> SecretNames => run.Request.Secrets.Keys;

    public override void Log(LogLevel level, string message) => run.Events.Publish(new StepLogged(identity, level, message));

    public override void Progress(string message, double? fraction = null) => run.Events.Publish(new StepProgressed(identity, message, fraction));

    /// <summary>What the action left of a result that did not become whole; null for nothing.</summary>
    public object? PartialResult { get; private set; }

    public override void LeavePartialResult(object result) => PartialResult = result;

    public override void Mask(string secret) => run.Masker.AddInput(secret);

    public override void Open(IConnection connection) => job.Connections.Add(identity, step.Id, connection);

    public override T ForJob<T>() => job.Connections.State<T>(identity);

    public override InventoryHost? FindHost(string name) => run.Inventory?.Find(name);

    public override string? Secret(string name)
    {
        if (run.Request.Variables(name) is not { Length: > 0 } value) return null;
        Mask(value);
        return value;
    }

    public override bool ChecksContract => run.Request.CheckContract;

    public override NetworkPolicy Network => run.Request.Network;

    public override T Shared<T>() => SharedState.Get<T>();

    /// <summary>Runs a script as this step.</summary>
    public ValueTask<ScriptResult> RunScriptAsync(CSharp script, CancellationToken cancel)
    {
        var scripts = run.Request.Scripts ?? throw new ScriptException(new("script", "this Runner was started without what runs C#"));
        var file = script.File is { } written ? Path.GetFullPath(written, BaseDirectory) : null;
        // A script is one step: what it does is not told apart when it is run again, and none of it is kept by itself.
        var within = run.Durable is null ? job : job with { Run = run.OfScript() };
        return scripts.RunAsync(
            new()
            {
                File = file,
                Kept = step.Script?.File == file ? step.Script?.Kept : null,
                Text = script.Script,
                Location = step.Location,
                FirstLine = step.Script?.FirstLine ?? step.Location.Start.Line,
                Indent = step.Script?.Indent ?? 0,
                Args = script.Args,
                Context = name => scope.TryGetValue(name, out var value) ? value : null,
                Isolation = ScriptIsolation.Of(run.Request.Isolation, script.Isolation),
                Steps = new(within, step, identity, scope),
            },
            cancel);
    }
}
