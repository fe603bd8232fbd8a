using Runner.Workflows.Catalogue;

namespace Runner.Engine.BuiltIn;

/// <summary>The code of Runner's own actions.</summary>
static class BuiltInCode
{
    /// <summary>The action of a descriptor that <see cref="BuiltInActions"/> gave.</summary>
    public static LoadedAction Load(ActionDescriptor action) => action.Name switch
    {
        BuiltInActions.CSharp => CSharp.Loaded,
        "delay" => Delay.Loaded,
        BuiltInActions.Exec => Exec.Loaded,
        "fail" => Fail.Loaded,
        "log" => Log.Loaded,
        "set" => SetAction.Loaded,
        _ => throw new ArgumentException($"Runner has no action of its own named {action.Name}.", nameof(action)),
    };
}
