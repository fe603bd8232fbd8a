using Runner.Sdk;

namespace Runner.Plugins.Scan.Records;

/// <summary>Keeps one scan as it goes. That it cannot be kept is said once, and is no reason not to scan.</summary>
sealed class ScanKeeper(ScanStore store, string name, int keep, ActionContext context)
{
    readonly Lock gate = new();
    bool isBroken, isOver;

    /// <summary>Keeps what was found so far, while the scan goes on.</summary>
    internal void SavePartial(PartialScan scan)
    {
        lock (gate)
        {
            // One that was put together before the end may come after it.
            if (!isOver) Try(() => store.SavePartial(scan, name));
        }
    }

    /// <summary>Keeps what was found by a scan that did not end; false when it cannot.</summary>
    internal bool SavePartialNow(PartialScan scan)
    {
        lock (gate)
        {
            isOver = true;
            return Try(() => store.SavePartial(scan, name));
        }
    }

    /// <summary>Keeps the report.</summary>
    internal void Save(ScanReport report)
    {
        lock (gate)
        {
            isOver = true;
            Try(() =>
            {
                store.Save(report, name, keep);
                store.DropPartial(report.Id, name);
            });
        }
    }

    bool Try(Action save)
    {
        if (isBroken) return false;
        try
        {
            save();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            isBroken = true;
            context.Log(LogLevel.Warning, $"the scan is not kept: {failure.Message}");
            return false;
        }
    }
}
