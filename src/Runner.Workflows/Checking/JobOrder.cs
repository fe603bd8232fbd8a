using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;

namespace Runner.Workflows.Checking;

/// <summary>Jobs in an order in which each comes after those that it needs.</summary>
sealed class JobOrder(IReadOnlyList<JobSyntax> jobs, DiagnosticBag diagnostics)
{
    const int LongestCircle = 12;

    readonly Dictionary<string, JobSyntax> byId = ById(jobs);
    readonly HashSet<JobSyntax> placed = [];
    readonly List<JobSyntax> order = [];

    /// <summary>The jobs in order. What is unknown or goes in circles is reported, and left out of what a job needs.</summary>
    public IReadOnlyList<JobSyntax> Sort()
    {
        foreach (var job in jobs) CheckNames(job);
        // A stack of our own: a chain of jobs may be longer than the thread's.
        foreach (var job in jobs) Place(job);
        return order;
    }

    /// <summary>The job of an id, as it is written elsewhere.</summary>
    public JobSyntax? Find(string id) => byId.GetValueOrDefault(id);

    void CheckNames(JobSyntax job)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var need in job.Needs)
        {
            if (!byId.ContainsKey(need.Text))
                diagnostics.Error(DiagnosticCodes.UnknownJob, need.Location, $"there is no job `{ShownText.Shorten(need.Text)}`", NameHelp.For(need.Text, [.. jobs.Where(other => other != job).Select(other => other.Id)], "there are"));
            else if (!seen.Add(need.Text))
                diagnostics.Error(DiagnosticCodes.InvalidValue, need.Location, $"`{need.Text}` stands here twice", "remove one of them");
        }
    }

    void Place(JobSyntax first)
    {
        var path = new List<(JobSyntax Job, int Next)> { (first, 0) };
        var onPath = new HashSet<JobSyntax> { first };
        while (path.Count > 0)
        {
            var (job, next) = path[^1];
            if (placed.Contains(job) || next == job.Needs.Count)
            {
                if (placed.Add(job)) order.Add(job);
                path.RemoveAt(path.Count - 1);
                onPath.Remove(job);
                continue;
            }

            path[^1] = (job, next + 1);
            if (Find(job.Needs[next].Text) is not { } needed || placed.Contains(needed)) continue;
            if (onPath.Add(needed)) path.Add((needed, 0));
            else ReportCycle(path, needed, job.Needs[next].Location);
        }
    }

    void ReportCycle(List<(JobSyntax Job, int Next)> path, JobSyntax back, Text.SourceLocation place)
    {
        var circle = path.SkipWhile(entry => entry.Job != back).Select(entry => entry.Job.Id).Append(back.Id).ToList();
        diagnostics.Error(DiagnosticCodes.JobCycle, place,
            circle.Count == 2 ? $"the job `{back.Id}` needs itself" : $"jobs need each other in a circle: {string.Join(" -> ", Shorten(circle))}",
            "a job begins when those that it needs have ended, so one of these `needs` has to go");
    }

    /// <summary>Of a long circle its ends, which are enough to find it.</summary>
    static List<string> Shorten(List<string> circle) =>
        circle.Count <= LongestCircle ? circle : [.. circle.Take(LongestCircle / 2), $"({circle.Count - LongestCircle} more)", .. circle.TakeLast(LongestCircle / 2)];

    static Dictionary<string, JobSyntax> ById(IReadOnlyList<JobSyntax> jobs)
    {
        var byId = new Dictionary<string, JobSyntax>(StringComparer.OrdinalIgnoreCase);
        foreach (var job in jobs) byId.TryAdd(job.Id, job);
        return byId;
    }
}
