using Runner.Sdk;

namespace Runner.Workflows.Catalogue;

/// <summary>An action whose code is in the process.</summary>
public abstract class LoadedAction
{
    /// <summary>The record whose properties are the inputs.</summary>
    public abstract Type InputType { get; }

    /// <summary>Runs it once.</summary>
    /// <param name="action">An instance of <see cref="InputType"/>.</param>
    /// <param name="context">What the action may use of Runner.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public abstract ValueTask<object?> RunAsync(object action, ActionContext context, CancellationToken cancel);

    /// <summary>Wraps an action type that is known when Runner is built: no reflection.</summary>
    public static LoadedAction Of<TAction, TResult>() where TAction : class, IAction<TResult> => new LoadedAction<TAction, TResult>();

    /// <summary>Wraps an action type, by its <see cref="IAction{TResult}"/>.</summary>
    /// <exception cref="ArgumentException">The type does not implement <see cref="IAction{TResult}"/> exactly once.</exception>
    public static LoadedAction Of(Type inputType)
    {
        var contracts = Array.FindAll(inputType.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAction<>));
        if (contracts.Length != 1) throw new ArgumentException($"{inputType} implements IAction<> {contracts.Length} times, not once.", nameof(inputType));
        var typed = typeof(LoadedAction<,>).MakeGenericType(inputType, contracts[0].GetGenericArguments()[0]);
        return (LoadedAction)Activator.CreateInstance(typed)!;
    }
}

sealed class LoadedAction<TAction, TResult> : LoadedAction where TAction : class, IAction<TResult>
{
    public override Type InputType => typeof(TAction);

    public override ValueTask<object?> RunAsync(object action, ActionContext context, CancellationToken cancel)
    {
        var running = ((TAction)action).RunAsync(context, cancel);
        return running.IsCompletedSuccessfully ? new(running.Result) : Awaited(running);

        static async ValueTask<object?> Awaited(ValueTask<TResult> running) => await running.ConfigureAwait(false);
    }
}
