using Runner.Engine.Events;
using Runner.Engine.Steps;
using Runner.Workflows.Inventories;

namespace Runner.Engine.Scripting;

/// <summary>What an exception that left a script means to whoever runs it.</summary>
public static class ScriptErrors
{
    /// <summary>What it means: Runner's own errors as of any step, others by their type and message.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="inventory">The inventory of the run; where it has no hosts, that is why a pattern chooses none.</param>
    public static ErrorInfo Of(Exception exception, Inventory inventory)
    {
        if (exception is InventoryLoadException) return new("inventory", exception.Message);
        if (exception is InventoryPatternException pattern)
            return inventory.Hosts.Count > 0 ? new("inventory", exception.Message) { Help = pattern.Help } : new("inventory", $"{exception.Message}: there is no inventory with hosts") { Help = ProjectInventory.HowToMakeOne };
        if (exception is OutOfMemoryException) return new(ErrorInfo.Memory, "the script ran out of memory");
        var error = StepError.From(exception, "csharp");
        return error.Kind == StepError.Defect ? new("script", $"the script ended with {exception.GetType().Name}: {exception.Message}") : error;
    }
}
