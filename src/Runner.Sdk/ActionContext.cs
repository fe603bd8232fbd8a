using Runner.Sdk.Inventory;
using Runner.Sdk.Networking;

namespace Runner.Sdk;

/// <summary>What an action gets from Runner, and all that it may assume about it.</summary>
public abstract class ActionContext
{
    /// <summary>Writes a line to the run's events, under this step.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="message">One line, for people. Secrets in it are masked.</param>
    public abstract void Log(LogLevel level, string message);

    /// <summary>Says how far the attempt has come. Call it as often as you like: observers throttle.</summary>
    /// <param name="message">What is being done now.</param>
    /// <param name="fraction">From 0 to 1; null when the end is not known.</param>
    public abstract void Progress(string message, double? fraction = null);

    /// <summary>
    /// Says what there is of the result when it will not become whole, such as the output of a command that was ended by the step's timeout:
    /// if the action then fails or is cancelled, this is the step's result. The last one counts; where the action succeeds, its own does.
    /// </summary>
    /// <param name="result">An object like a result: its public properties are its fields.</param>
    public virtual void LeavePartialResult(object result)
    {
    }

    /// <summary>
    /// Has a value masked from now on, in every event. For what the action derives from its secrets: tokens, signatures.
    /// Base64, URL- and JSON-escaped forms of it are masked too.
    /// </summary>
    public abstract void Mask(string secret);

    /// <summary>Hands a connection to the job, under the step's id, and makes the job its owner.</summary>
    public abstract void Open(IConnection connection);

    /// <summary>
    /// The plugin's shared state of one type: one instance per process, made when first asked for, disposed when the
    /// process ends. For pools of handlers or sessions.
    /// </summary>
    public abstract T Shared<T>() where T : class, new();

    /// <summary>
    /// The plugin's state of one type for the job that the step is part of: made when first asked for, and disposed when the job ends,
    /// after its connections. For what steps share without naming it, such as a connection that the next step to the same host uses too.
    /// </summary>
    public abstract T ForJob<T>() where T : class, IAsyncDisposable, new();

    /// <summary>A machine of the inventory; null when it has none of this name.</summary>
    /// <param name="name">Its name, as the inventory writes it.</param>
    /// <exception cref="ActionInputException">The inventory cannot be read, or the machine's password comes from an environment variable that is not set.</exception>
    public virtual InventoryHost? FindHost(string name) => null;

    /// <summary>
    /// A secret that the project's configuration names: the environment variable of this name, also of <c>--env-file</c>. It is masked from now
    /// on. Null when it is not set.
    /// </summary>
    public virtual string? Secret(string name) => null;

    /// <summary>Whether the run judges answers by what their documents promise (<c>--check-contract</c>), so that the action need not warn of it.</summary>
    public virtual bool ChecksContract => false;

    /// <summary>What may be reached. Actions that open their connections by <see cref="Dialer"/> need not ask.</summary>
    public virtual NetworkPolicy Network => NetworkPolicy.Default;

    /// <summary>The clock to use for waits and timestamps.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>The folder of the workflow or script: what relative paths in inputs are relative to.</summary>
    public abstract string BaseDirectory { get; }
}
