using Runner.Workflows.Types;

namespace Runner.Workflows.Catalogue;

/// <summary>
/// The actions that are Runner's own: there without a plugin, and without a network. What is said of them here is what the
/// engine's types say, and a test holds the two together; here it costs a run that uses none of them nothing.
/// </summary>
public static class BuiltInActions
{
    /// <summary>What stands in the place of a plugin's name.</summary>
    public const string Group = "built-in";

    /// <summary>What the group is for, in a few words.</summary>
    public const string Summary = "Always there, without a plugin";

    /// <summary>Starts a local program.</summary>
    public const string Exec = "exec";

    /// <summary>Runs C#.</summary>
    public const string CSharp = "csharp";

    /// <summary>Every one of them, by name.</summary>
    public static IReadOnlyList<ActionDescriptor> All => Descriptors.All;

    /// <summary>The action of a name; null when Runner has none of its own.</summary>
    public static ActionDescriptor? Find(string name)
    {
        // A plugin's action, as nearly all are: the descriptors need not be made.
        if (name.Contains('.')) return null;
        foreach (var action in Descriptors.All)
            if (action.Name == name) return action;
        return null;
    }

    static class Descriptors
    {
        public static readonly IReadOnlyList<ActionDescriptor> All = [CSharpScript(), Delay(), BuiltInExec.Describe(), Fail(), Log(), Set()];

        static ActionDescriptor CSharpScript() => new(CSharp, Group,
            ObjectOf(
                new("script", TypeShape.String with { Nullable = true }) { Description = "The code; one of `script` and `file` is given" },
                new("file", TypeShape.String with { Nullable = true }) { Description = "A file with the code, relative to the workflow's folder" },
                new("args", new(ShapeKind.List) { Element = TypeShape.String }) { Description = "What the script is told as Args" },
                new("isolated", TypeShape.Boolean) { Default = "false", Description = "Whether it runs in a process of its own, which may crash or be killed without harm to the run" },
                new("memory", TypeShape.String with { Nullable = true }) { Description = "How much memory its objects may take together, such as 256M; with it, it runs in a process of its own" }),
            ObjectOf(
                new("value", TypeShape.Any with { Nullable = true }) { Description = "The value of the script's last expression; null when it ends with a statement" },
                new("outputs", new(ShapeKind.Map) { Element = TypeShape.Any with { Nullable = true } }) { Description = "What the script named with Output(name, value)" }))
        {
            Summary = "Runs C#: a file, or what stands in the workflow. It is no sandbox: it may do what Runner may.",
            MayTakeLong = true,
            TypeName = "Runner.Engine.BuiltIn.CSharp",
        };

        static ActionDescriptor Delay() => new("delay", Group,
            ObjectOf(new FieldShape("for", new(ShapeKind.Duration)) { Required = true, Description = "How long to wait" }),
            ObjectOf(new FieldShape("elapsed", new(ShapeKind.Duration)) { Description = "How long it waited" }))
        {
            Summary = "Waits.",
            Idempotent = true,
            MayTakeLong = true,
            TypeName = "Runner.Engine.BuiltIn.Delay",
        };

        static ActionDescriptor Fail() => new("fail", Group,
            ObjectOf(new FieldShape("message", TypeShape.String) { Required = true, Description = "Why, for people" }),
            ObjectOf())
        {
            Summary = "Fails the step, such as where an `if` found something wrong.",
            TypeName = "Runner.Engine.BuiltIn.Fail",
        };

        static ActionDescriptor Log() => new("log", Group,
            ObjectOf(
                new("message", TypeShape.Any) { Required = true, Description = "What to write: a text, or any value, which is written as JSON" },
                new("level", new(ShapeKind.Choice) { Choices = ["debug", "info", "warning", "error"] }) { Default = "info", Description = "How much it matters; the step succeeds at every level" }),
            ObjectOf())
        {
            Summary = "Writes to the run's log.",
            Idempotent = true,
            TypeName = "Runner.Engine.BuiltIn.Log",
        };

        static ActionDescriptor Set() => new("set", Group, new(ShapeKind.Map) { Element = TypeShape.Any with { Nullable = true } }, TypeShape.Any)
        {
            Summary = "Names values for later steps: what stands under `with` is the result.",
            Idempotent = true,
            ResultIsInputs = true,
            TypeName = "Runner.Engine.BuiltIn.SetAction",
        };
    }

    internal static TypeShape ObjectOf(params FieldShape[] fields) => new(ShapeKind.Object) { Fields = fields };
}
