using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Runner.Engine.Scripting;
using Runner.Sdk;
using Runner.Sdk.Networking;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>What a script finds in scope, without a using and without a name before it.</summary>
public sealed class ScriptGlobals
{
    readonly ScriptCall call;
    readonly Func<string, CheckedWorkflow> compile;
    readonly IActionCatalogue? actions;
    readonly Dictionary<string, object?> outputs = new(StringComparer.Ordinal);
    // Made when the script first names them: in a process of its own, they come from another.
    ScriptValues? inputs, secrets, env;
    ScriptOutcomes? steps, needs;
    Stack<object>? used;

    internal ScriptGlobals(ScriptCall call, Func<string, CheckedWorkflow> compile, CancellationToken cancel, IActionCatalogue? actions = null)
    {
        this.actions = actions;
        this.compile = compile;
        this.call = call;
        Cancel = cancel;
        Args = call.Args;
    }

    /// <summary>The inputs of the run, or of the workflow that the script is a step of.</summary>
    public ScriptValues Inputs => inputs ??= new("inputs", call.Context("inputs"));

    /// <summary>The secrets that the workflow declares.</summary>
    public ScriptValues Secrets => secrets ??= new("secrets", call.Context("secrets"));

    /// <summary>The workflow's variables, and those of the environment and of <c>--env-file</c>.</summary>
    public ScriptValues Env => env ??= new("env", call.Context("env"), call.Steps.Variable);

    /// <summary>What the workflow's steps before this one gave: <c>Steps["login"]</c> as the expression <c>steps.login</c>.</summary>
    public ScriptOutcomes Steps => steps ??= new("steps", call.Context("steps"));

    /// <summary>How the jobs ended that the script's job needs: <c>Needs["build"].Outputs["version"]</c>.</summary>
    public ScriptOutcomes Needs => needs ??= new("needs", call.Context("needs"));

    /// <summary>What stood after <c>--</c>, or in the step's <c>args</c>.</summary>
    public IReadOnlyList<string> Args { get; }

    /// <summary>Ends the script: Ctrl-C, a timeout, a run that is cancelled. Hand it on to whatever takes one.</summary>
    public CancellationToken Cancel { get; internal set; }

    /// <summary>The hosts of the inventory, by pattern or group: <c>Inventory.Select("web:!canary")</c>; none where there is no inventory.</summary>
    public Inventory Inventory => call.Steps.Inventory;

    /// <summary>What may be reached, as <c>network:</c> of runner.yaml says. Actions keep to it, and so do client classes that the script makes; .NET's own do not.</summary>
    public NetworkPolicy Network => call.Steps.Network;

    /// <summary>The folder that relative paths start from.</summary>
    public string Folder => call.Steps.BaseDirectory;

    internal IReadOnlyDictionary<string, object?> Outputs => outputs;

    /// <summary>A value of the workflow at this step, by the name that expressions have for it: the variable of a loop (<c>item</c>, or what <c>as</c> says), <c>matrix.port</c>, <c>needs</c>.</summary>
    /// <param name="path">The name, and what below it: <c>host.vars.port</c>.</param>
    /// <typeparam name="T">A text, a number, a boolean, a <see cref="TimeSpan"/>, or what JSON of this form is read as.</typeparam>
    /// <exception cref="KeyNotFoundException">There is no such value here.</exception>
    /// <exception cref="FormatException">It is not of this type.</exception>
    public T? Context<T>(string path)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        var name = end < 0 ? path : path[..end];
        var value = call.Context(name) ?? throw new KeyNotFoundException($"Nothing here is named {name}.");
        return ScriptValues.At(value, path[name.Length..]) is { } found ? ValueReading.As<T>(found, path) : throw new KeyNotFoundException($"There is no {path}.");
    }

    /// <inheritdoc cref="Context{T}(string)"/>
    /// <returns>The value as text: lists and objects as JSON.</returns>
    public string Context(string path) => Context<string>(path) ?? "";

    /// <summary>A secret: one that the workflow declares, or an environment variable (also of <c>--env-file</c>). It is masked from now on in all that leaves the run.</summary>
    /// <param name="name">Its name, such as <c>API_TOKEN</c>.</param>
    /// <exception cref="ScriptException">It is not set.</exception>
    public string Secret(string name)
    {
        if (Secrets.Has(name)) return Secrets[name];
        var value = call.Steps.Variable(name);
        if (string.IsNullOrEmpty(value)) throw new ScriptException(new("input", $"the secret {name} is not set: set the environment variable {name}, or name a file that has it with --env-file"));
        Mask(value);
        return value;
    }

    /// <summary>Disposes what the script uses. Each gets its turn, whatever becomes of those before it.</summary>
    /// <param name="failed">Whether the script failed already: what fails here is a warning then, else the first of it is thrown.</param>
    internal async ValueTask DisposeUsedAsync(bool failed)
    {
        Exception? failure = null;
        while (NextUsed() is { } resource)
        {
            try
            {
                if (resource is IAsyncDisposable slow) await slow.DisposeAsync().ConfigureAwait(false);
                else ((IDisposable)resource).Dispose();
            }
            catch (Exception e)
            {
                if (failed || failure is not null) Log($"what the script used could not be closed: {e.Message}", LogLevel.Warning);
                else failure = e;
            }
        }

        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    internal bool UsesSomething => used is not null;

    // A script that was left behind may still be adding to them.
    object? NextUsed()
    {
        lock (outputs) return used is not null && used.TryPop(out var resource) ? resource : null;
    }

    /// <summary>Runs an action as a step.</summary>
    /// <param name="action">The action and its inputs, such as <c>new Http.Get { Url = "http://localhost/" }</c>.</param>
    /// <param name="name">What people call the step; null for the action's name.</param>
    /// <param name="timeout">The limit for each attempt.</param>
    /// <param name="attempts">How many attempts there may be.</param>
    /// <param name="expect">Whether the action's own expectation must hold, such as a status below 400.</param>
    /// <exception cref="NetworkException">The network or the peer failed.</exception>
    /// <exception cref="ExpectationException">The action's own expectation does not hold.</exception>
    // Not async: each async method that answers with something costs a cached script milliseconds of the JIT compiler's (docs/adr/0004).
    public Task<TResult> Run<TResult>(IAction<TResult> action, string? name = null, TimeSpan? timeout = null, int attempts = 1, bool expect = true) =>
        call.Steps.RunAsync(action, new() { Name = name, Timeout = timeout, Attempts = attempts, Expect = expect }, Cancel).AsTask();

    /// <summary>Runs an action as a step.</summary>
    /// <param name="action">The action and its inputs.</param>
    /// <param name="options">How.</param>
    public Task<TResult> Run<TResult>(IAction<TResult> action, ScriptStepOptions options) => call.Steps.RunAsync(action, options, Cancel).AsTask();

    /// <summary>Runs an action by its name as a step: one of a plugin, or of a document that <c>clients:</c> names.</summary>
    /// <param name="action">Its name, such as <c>petstore.getPetById</c>.</param>
    /// <param name="inputs">Its inputs as properties, <c>new { petId = 3 }</c>, or by name in a dictionary; null for none.</param>
    /// <param name="name">What people call the step; null for the action's name.</param>
    /// <param name="timeout">The limit for each attempt.</param>
    /// <param name="attempts">How many attempts there may be.</param>
    /// <param name="expect">Whether the action's own expectation must hold.</param>
    /// <returns>The result: <c>result["json.name"]</c>.</returns>
    /// <exception cref="ActionInputException">There is no such action, an input is missing, or cannot be.</exception>
    /// <exception cref="NetworkException">The network or the peer failed.</exception>
    /// <exception cref="ExpectationException">The action's own expectation does not hold.</exception>
    public async Task<ScriptValues> Run(string action, object? inputs = null, string? name = null, TimeSpan? timeout = null, int attempts = 1, bool expect = true)
    {
        var found = BuiltInActions.Find(action) ?? actions?.Find(action) ?? throw new ActionInputException("action", WhyNone(action));
        var given = new ValueObject();
        // An input named base-url is BaseUrl here, as in the actions that have a type.
        foreach (var (input, value) in inputs is null ? [] : ClrValue.From(inputs).AsObject().Entries)
            given[found.Inputs.Kind == ShapeKind.Object && found.Inputs.Field(input) is null && found.Inputs.Field(NameCase.ToKebab(input)) is { } field ? field.Name : input] = value;
        return new("result", await call.Steps.RunAsync(found, given, new() { Name = name, Timeout = timeout, Attempts = attempts, Expect = expect }, Cancel).ConfigureAwait(false));
    }

    /// <summary>Runs an operation of a client as a step.</summary>
    /// <param name="call">The operation with its inputs, such as <c>new Petstore.GetPetById { PetId = 3 }</c>.</param>
    /// <param name="name">What people call the step; null for the action's name.</param>
    /// <param name="timeout">The limit for each attempt.</param>
    /// <param name="attempts">How many attempts there may be.</param>
    /// <param name="expect">Whether the answer must be a success.</param>
    /// <exception cref="NetworkException">The network or the peer failed.</exception>
    /// <exception cref="ExpectationException">The answer is no success.</exception>
    public async Task<ClientAnswer<TJson, TProblem>> Run<TJson, TProblem>(ClientCall<TJson, TProblem> call, string? name = null, TimeSpan? timeout = null, int attempts = 1, bool expect = true) =>
        new(await Run(call.ActionName, call.GivenInputs, name, timeout, attempts, expect).ConfigureAwait(false));

    string WhyNone(string action)
    {
        var near = DidYouMean.Suggest(action, (actions?.Actions ?? []).Select(static each => each.Name));
        return $"there is no action {action}{(actions?.ProblemOf(action.Split('.')[0]) is { } problem ? $": {problem}" : near is null ? ": `runner plugins` lists them" : $": did you mean {near}?")}";
    }

    /// <summary>Runs a piece of code as a step, which is recorded as any. The steps that it makes are within it.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="body">The code.</param>
    /// <param name="options">How; null for once, without a limit.</param>
    public async Task Step(string name, Func<Task> body, ScriptStepOptions? options = null) =>
        await call.Steps.RunAsync<object?>(name, options, async _ => { await body().ConfigureAwait(false); return null; }, Cancel).ConfigureAwait(false);

    /// <inheritdoc cref="Step(string, Func{Task}, ScriptStepOptions?)"/>
    /// <typeparam name="TResult">What the code gives.</typeparam>
    public Task<TResult> Step<TResult>(string name, Func<Task<TResult>> body, ScriptStepOptions? options = null) =>
        call.Steps.RunAsync(name, options, _ => new ValueTask<TResult>(body()), Cancel).AsTask();

    /// <inheritdoc cref="Step(string, Func{Task}, ScriptStepOptions?)"/>
    /// <remarks>The code gets the token of its attempt: with a timeout, it must observe that one.</remarks>
    public async Task Step(string name, Func<CancellationToken, Task> body, ScriptStepOptions? options = null) =>
        await call.Steps.RunAsync<object?>(name, options, async token => { await body(token).ConfigureAwait(false); return null; }, Cancel).ConfigureAwait(false);

    /// <inheritdoc cref="Step(string, Func{CancellationToken, Task}, ScriptStepOptions?)"/>
    /// <typeparam name="TResult">What the code gives.</typeparam>
    public Task<TResult> Step<TResult>(string name, Func<CancellationToken, Task<TResult>> body, ScriptStepOptions? options = null) =>
        call.Steps.RunAsync(name, options, token => new ValueTask<TResult>(body(token)), Cancel).AsTask();

    /// <summary>Runs a workflow as a step, in the same run.</summary>
    /// <param name="file">The workflow's file, relative to <see cref="Folder"/>.</param>
    /// <param name="inputs">Its inputs, as properties of an object: <c>new { url = "http://localhost/" }</c>; null for none.</param>
    /// <returns>Its outputs.</returns>
    /// <exception cref="ScriptException">It cannot be read, an input does not fit, or it failed.</exception>
    public async Task<ScriptValues> RunWorkflow(string file, object? inputs = null)
    {
        var workflow = compile(Path.GetFullPath(file, Folder));
        var given = new ValueObject();
        foreach (var (name, value) in inputs is null ? [] : ClrValue.From(inputs).AsObject().Entries) given[name] = value;
        return new("outputs", await call.Steps.RunAsync(workflow, given, Cancel).ConfigureAwait(false));
    }

    /// <summary>Runs code for each item, some at a time. The first that fails ends those that have not begun; its exception is thrown.</summary>
    /// <param name="items">The items.</param>
    /// <param name="maxParallel">How many at a time.</param>
    /// <param name="body">The code.</param>
    public Task ForEach<TItem>(IEnumerable<TItem> items, int maxParallel, Func<TItem, Task> body) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = maxParallel, CancellationToken = Cancel }, async (item, _) => await body(item).ConfigureAwait(false));

    /// <summary>Runs code for each item, some at a time, and gathers what it gives, in the order of the items. The first that fails ends those that have not begun; its exception is thrown.</summary>
    /// <param name="items">The items.</param>
    /// <param name="maxParallel">How many at a time.</param>
    /// <param name="body">The code.</param>
    /// <typeparam name="TItem">What an item is.</typeparam>
    /// <typeparam name="TResult">What the code gives for one.</typeparam>
    public async Task<IReadOnlyList<TResult>> ForEach<TItem, TResult>(IEnumerable<TItem> items, int maxParallel, Func<TItem, Task<TResult>> body)
    {
        var all = items.ToList();
        var results = new TResult[all.Count];
        await ForEach(Enumerable.Range(0, all.Count), maxParallel, (Func<int, Task>)(async i => results[i] = await body(all[i]).ConfigureAwait(false))).ConfigureAwait(false);
        return results;
    }

    /// <summary>Says what must hold; when it does not, the step fails and tells what the parts of the condition were.</summary>
    /// <param name="condition">Such as <c>() => answer.Status == 200</c>.</param>
    /// <param name="expression">Given by the compiler: how it is written.</param>
    /// <param name="seen">Given by the compiler: what its parts are.</param>
    /// <param name="file">Given by the compiler.</param>
    /// <param name="line">Given by the compiler.</param>
    /// <exception cref="ExpectationException">It does not hold.</exception>
    public void Expect(Func<bool> condition, string expression = "the expectation", Func<(string Text, object? Value)[]>? seen = null, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0)
    {
        // A loop that only expects can be ended too.
        Cancel.ThrowIfCancellationRequested();
        Expectations.Judge(condition, expression, seen, file, line);
    }

    /// <summary>Writes a line to the run's log, under the step that the code is in.</summary>
    /// <param name="message">The line: a text, or any value, which is written as JSON.</param>
    /// <param name="level">How much it matters.</param>
    public void Log(object? message, LogLevel level = LogLevel.Info) =>
        call.Steps.Log(level, message as string ?? ValueJson.Write(ClrValue.From(message), indented: false));

    /// <summary>Says how far the step has come.</summary>
    /// <param name="message">What is being done now.</param>
    /// <param name="fraction">From 0 to 1; null when the end is not known.</param>
    public void Progress(string message, double? fraction = null) => call.Steps.Progress(message, fraction);

    /// <summary>Masks a text from now on, in all that leaves the run.</summary>
    public void Mask(string secret) => call.Steps.Mask(secret);

    /// <summary>Has something disposed when the script ends, however it ends, the last first: what <c>using var</c> is elsewhere, which C# does not have at the top of a script.</summary>
    /// <param name="resource">Such as <c>new HttpSession()</c>; it is given back.</param>
    /// <typeparam name="T">An <see cref="IAsyncDisposable"/> or an <see cref="IDisposable"/>.</typeparam>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public T Use<T>(T resource)
        where T : class
    {
        if (resource is not (IAsyncDisposable or IDisposable)) throw new ArgumentException($"{typeof(T).Name} is nothing that can be disposed.", nameof(resource));
        lock (outputs) (used ??= new()).Push(resource);
        return resource;
    }

    /// <summary>The full path of a file that is named relative to <see cref="Folder"/>, as the inputs of actions name theirs.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Folder);

    /// <summary>A value as JSON, for inputs of actions that may be of any form: <c>Targets = Json("10.0.0.0/24")</c>.</summary>
    /// <param name="value">A text, a number, a list, a dictionary, or an object with properties.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Scripts find the members of an instance.")]
    public JsonElement Json(object? value) => JsonElement.Parse(ValueJson.Write(ClrValue.From(value), indented: false));

    /// <summary>Rows as a table of text, for people: a column for each property, such as those of <c>new { host.Name, Days = 12 }</c>.</summary>
    /// <param name="rows">The rows.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Scripts find the members of an instance.")]
    public string Table(IEnumerable<object> rows) => TextTable.Of(rows);

    /// <summary>Gives a value a name: an output of the step that runs the script.</summary>
    public void Output(string name, object? value)
    {
        lock (outputs) outputs[name] = value;
    }
}
