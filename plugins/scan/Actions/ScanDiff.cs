using Runner.Plugins.Scan.Comparing;
using Runner.Plugins.Scan.Records;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>
/// Tells what changed between two scans: ports and services opened, closed, changed, hosts new and gone. Only what both asked is compared. The
/// step succeeds whatever changed; <c>expect: result.changes == 0</c> judges it.
/// </summary>
[Action("scan.diff", Idempotent = true)]
public sealed record ScanDiff : IAction<ScanDifference>
{
    /// <summary>The name that the scans are kept under (<c>save-as</c> of scan.ports): its last scan is compared with the one before.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// A file to compare with, in place of the scan before: a report as JSON, as the input <c>report</c> of scan.ports writes it, or <c>runner scan
    /// --save-baseline</c>.
    /// </summary>
    public string? Baseline { get; init; }

    /// <summary>The earlier scan, by its id or its file; without it (and <c>baseline</c>) the one of the same name before the later one.</summary>
    public string? Before { get; init; }

    /// <summary>The later scan, by its id or its file; without it the last one of <c>name</c>.</summary>
    public string? After { get; init; }

    /// <summary>Whether the later scan is written to <c>baseline</c> afterwards: what changed is said once. A baseline that is not there yet is made.</summary>
    public bool Accept { get; init; }

    /// <inheritdoc/>
    public ValueTask<ScanDifference> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Baseline is not null && Before is not null) throw new ActionInputException("before", "`before` and `baseline` are both given: give one.");
        if (Name is null && After is null) throw new ActionInputException("name", "`name` is missing: give the name that the scans are kept under (`save-as` of scan.ports), or two scans as `before` and `after`.");
        if (Accept && Baseline is null) throw new ActionInputException("accept", "`accept` is given without `baseline`: name the file that it is written to.");
        var store = ScanStore.Near(context.BaseDirectory);
        if (Name is { } given) ScanStore.CheckedName(given, "name");
        var after = After is { } later ? store.Find(later, context.BaseDirectory, "after")
            : store.Last(Name!, static _ => true, "name") ?? throw new ActionInputException("name", $"`name` is {Words.Quote(Name!)}, and no scan is kept under it{(store.Names is { Count: > 0 } names ? $": there are {string.Join(", ", names.Take(10))}" : "")}. Scan first, with `save-as: {Name}`.");
        RequireWhole(after, "after");
        var before = EarlierOf(after, store, context);
        if (before is not null) RequireWhole(before, "before");
        var result = ScanDifference.Of(before is null ? null : ReportComparer.Compare(before, after), after);
        if (result.IsFirst) context.Log(LogLevel.Info, Baseline is null ? $"{after.Id} is the first scan of its name: there is nothing to compare it with yet" : $"{Baseline} is not there yet, and is made");
        foreach (var line in result.Lines) context.Log(LogLevel.Info, line);
        if (Accept) ScanFiles.WriteNamed(RegularFile.FullPath(Baseline!, context.BaseDirectory, "baseline"), "baseline", stream => System.Text.Json.JsonSerializer.Serialize(stream, after, ReportJson.Readable.ScanReport));
        return ValueTask.FromResult(result);
    }

    ScanReport? EarlierOf(ScanReport after, ScanStore store, ActionContext context)
    {
        var name = Name ?? after.SavedAs;
        if (Before is { } earlier) return store.Find(earlier, context.BaseDirectory, "before");
        if (Baseline is not { } file)
        {
            if (name is null) throw new ActionInputException("before", $"`before` is missing: {after.Id} is not kept under a name with earlier scans, so give a scan to compare with, or `baseline`.");
            return store.Last(ScanStore.CheckedName(name, "name"), id => string.CompareOrdinal(id, after.Id) < 0, "name");
        }

        var path = RegularFile.FullPath(file, context.BaseDirectory, "baseline");
        return Accept && !File.Exists(path) ? null : ScanFiles.ReadReport(path, "baseline");
    }

    static void RequireWhole(ScanReport report, string input)
    {
        if (report.Interrupted) throw new ActionInputException(input, $"`{input}`: the scan {report.Id} was ended before it had asked everything: what it did not ask would look closed.");
    }
}
