using Runner.Workflows.Types;

namespace Runner.Workflows.Catalogue;

/// <summary>What <c>exec</c> takes and answers.</summary>
static class BuiltInExec
{
    public static ActionDescriptor Describe() => new(BuiltInActions.Exec, BuiltInActions.Group,
        BuiltInActions.ObjectOf(
            new("command", ListOf(TypeShape.String)) { Required = true, Description = "The program and its arguments, as a list. No shell reads it: for a shell's syntax start one, as in [sh, -c, 'ls | wc -l']" },
            new("stdin", TypeShape.String with { Nullable = true }) { Description = "What the program reads from its standard input; without it, nothing" },
            new("env", new(ShapeKind.Map) { Element = TypeShape.String with { Nullable = true }, Nullable = true }) { Description = "Environment variables to add; null takes one away" },
            new("inherit-env", TypeShape.Boolean) { Default = "true", Description = "Whether the program gets Runner's own environment variables too, but never those that are secrets of the workflow" },
            new("directory", TypeShape.String with { Nullable = true }) { Description = "The folder that the program starts in, relative to the workflow's, which is the default" },
            new("max-output", new(ShapeKind.Integer)) { Default = "1048576", Description = "How many bytes are kept of standard output, and of standard error; what follows is read and dropped" }),
        BuiltInActions.ObjectOf(
            new("exitCode", new(ShapeKind.Integer)) { Description = "The program's exit code; 128 and the signal's number when a signal ended it, as shells say it" },
            new("signal", TypeShape.String with { Nullable = true }) { Description = "The signal that ended it, such as SIGKILL; null when it ended by itself" },
            new("json", TypeShape.Any) { Description = "stdout as JSON. Using it is an error when stdout is not JSON" },
            new("stdout", TypeShape.String) { Description = "Its standard output, without the line breaks at the end, as UTF-8" },
            new("stderr", TypeShape.String) { Description = "Its standard error, in the same way" },
            new("truncated", TypeShape.Boolean) { Description = "Whether there was more output than `max-output`" },
            new("duration", new(ShapeKind.Duration)) { Description = "How long it ran" }))
    {
        Summary = "Starts a local program and waits for its end.",
        DefaultExpect = "result.exitCode == 0",
        TypeName = "Runner.Engine.BuiltIn.Exec",
    };

    static TypeShape ListOf(TypeShape element) => new(ShapeKind.List) { Element = element };
}
