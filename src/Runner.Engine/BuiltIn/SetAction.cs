using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Values;

namespace Runner.Engine.BuiltIn;

/// <summary><c>set</c>: the names under <c>with</c> are the workflow's own, so there is no record for them; the values stay as they are.</summary>
sealed class SetAction : LoadedAction
{
    public static readonly LoadedAction Loaded = new SetAction();

    /// <summary>What the attempt hands over as it is.</summary>
    public override Type InputType => typeof(IValueObject);

    public override ValueTask<object?> RunAsync(object action, ActionContext context, CancellationToken cancel) => new(Value.From((IValueObject)action));
}
