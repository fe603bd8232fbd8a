namespace Runner.Reporting;

/// <summary>
/// The paths of jobs and steps: <c>main/login</c>, <c>api[3]/login</c> in an item of a job, <c>main/finally/1</c>,
/// <c>main/alert/send/2</c> in the job <c>send</c> of the workflow that the step <c>main/alert</c> calls.
/// </summary>
static class EventPath
{
    const string Finally = "finally";

    /// <summary>The job of a step; empty where the path names none.</summary>
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

    static int EndOf(string path, int start)
    {
        var slash = path.IndexOf('/', start);
        return slash < 0 ? path.Length : slash;
    }
}
