namespace Runner.Engine.Events;

/// <summary>
/// The paths of jobs and steps: <c>main/login</c>, <c>api[3]/login</c> in an item of a job, <c>main/get[3]</c> as an item
/// of a step, <c>main/finally/1</c>, <c>main/alert/send/2</c> in the job <c>send</c> of the workflow that the step
/// <c>main/alert</c> calls.
/// </summary>
static class EventPath
{
    /// <summary>The job of a workflow that names none.</summary>
    internal const string ImplicitJob = "main";

    const string Finally = "finally";

    /// <summary>The job, or the item of a job, that a step belongs to; empty where the path names none.</summary>
    internal static string JobOf(string step)
    {
        // Jobs and steps take turns. A step without id under `finally` takes two parts, which a number tells from a step of that name.
        for (var start = 0; ;)
        {
            var end = EndOf(step, start);
            if (end == step.Length) return start == 0 ? "" : step[..(start - 1)];
            var after = EndOf(step, end + 1);
            var isFinal = step.AsSpan(end + 1, after - end - 1).SequenceEqual(Finally) && after + 1 < step.Length && char.IsAsciiDigit(step[after + 1]);
            if (isFinal) after = EndOf(step, after + 1);
            if (after == step.Length) return step[..end];
            start = after + 1;
        }
    }

    /// <summary>The step that calls the workflow of a job; empty for the jobs of the run's own workflow.</summary>
    internal static string CallerOf(string job)
    {
        var slash = job.LastIndexOf('/');
        return slash < 0 ? "" : job[..slash];
    }

    /// <summary>The job without its caller: its id, of an item with its place.</summary>
    internal static string NameOf(string job) => job[(job.LastIndexOf('/') + 1)..];

    /// <summary>The repeated job or step that this is an item of; null when it is none.</summary>
    internal static string? LoopOf(string path) => path.EndsWith(']') ? path[..path.LastIndexOf('[')] : null;

    /// <summary>Whether it is an item of a loop, or in one.</summary>
    internal static bool IsInLoop(string path) => path.Contains('[');

    /// <summary>The job of the run's own workflow that this belongs to, as a whole.</summary>
    internal static string RootOf(string path)
    {
        var end = path.AsSpan().IndexOfAny('/', '[');
        return end < 0 ? path : path[..end];
    }

    static int EndOf(string path, int start)
    {
        var slash = path.IndexOf('/', start);
        return slash < 0 ? path.Length : slash;
    }
}
