using Runner.Engine.Connections;
using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Sdk.Inventory;
using Runner.Sdk.Networking;
using Runner.Workflows.Checked;

namespace Runner.Engine.Steps;

/// <summary>What an action gets from Runner while it runs as a step.</summary>
sealed class StepContext(RunContext run, CheckedStep step, StepIdentity identity, JobConnections connections, string baseDirectory) : ActionContext
{
    public override TimeProvider Time => run.Time;

    public override string BaseDirectory => baseDirectory;

    /// <summary>The environment variables that are secrets of the workflow: nobody gets them unasked.</summary>
    public IEnumerable<string> SecretNames => run.Request.Secrets.Keys;

    public override void Log(LogLevel level, string message) => run.Events.Publish(new StepLogged(identity, level, message));

    public override void Progress(string message, double? fraction = null) => run.Events.Publish(new StepProgressed(identity, message, fraction));

    public override void Mask(string secret) => run.Masker.AddInput(secret);

    public override void Open(IConnection connection) => connections.Add(identity, step.Id, connection);

    public override T ForJob<T>() => connections.State<T>(identity);

    public override InventoryHost? FindHost(string name) => run.Inventory?.Find(name);

    public override NetworkPolicy Network => run.Request.Network;

    public override T Shared<T>() => SharedState.Get<T>();
}
