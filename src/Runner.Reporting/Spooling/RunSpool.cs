using Runner.Engine.Events;
using Runner.Engine.Events.Lines;

namespace Runner.Reporting;

/// <summary>
/// Records a run in a file of its own, which whoever opens the run store next takes in. A thread of its own makes the file and the lines, so
/// that a run does not wait for it; the file is locked while the process lives, and readable by its owner only.
/// </summary>
public sealed class RunSpool : IRunObserver, IDisposable
{
    /// <summary>How the files end.</summary>
    public const string Extension = ".ndjson";

    /// <summary>How many files are left where nobody ever takes them in.</summary>
    const int MostFiles = 10_000;

    /// <summary>A run that says more than the disk takes waits from here on.</summary>
    const int MostWaiting = 10_000;

    readonly object gate = new();
    readonly string folder;
    readonly Func<RunHeader> header;
    readonly string runId;
    readonly Thread thread;
    FileStream? made;
    List<RunEvent> waiting = [];
    bool ended;
    volatile string? failure;

    RunSpool(string folder, string runId, Func<RunHeader> header)
    {
        (this.folder, this.runId, this.header) = (folder, runId, header);
        thread = new(Write) { IsBackground = true };
    }

    /// <summary>Why the run is not recorded, or not whole; null while all is well.</summary>
    public string? Failure => failure;

    /// <summary>Begins to record a run.</summary>
    /// <param name="folder">The folder of the spool; made when it is not there.</param>
    /// <param name="runId">The run.</param>
    /// <param name="header">Makes its first line, on the other thread.</param>
    public static RunSpool Begin(string folder, string runId, Func<RunHeader> header)
    {
        var spool = new RunSpool(folder, runId, header);
        spool.thread.Start();
        return spool;
    }

    /// <summary>Begins to record a run that goes on here: the file is there, with its first line, when this returns.</summary>
    /// <param name="folder">The folder of the spool; made when it is not there.</param>
    /// <param name="name">The file's name without its end: another one than the run's id, whose file somebody may still be removing.</param>
    /// <param name="header">Its first line.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static RunSpool GoOn(string folder, string name, RunHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var spool = new RunSpool(folder, name, () => header);
        var stream = spool.Open();
        stream.Write(header.Write());
        stream.Flush();
        spool.made = stream;
        spool.thread.Start();
        return spool;
    }

    /// <summary>Removes the file: nothing was said.</summary>
    public void Discard()
    {
        Dispose();
        File.Delete(Path.Combine(folder, runId + Extension));
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        lock (gate)
        {
            while (waiting.Count >= MostWaiting && failure is null) Monitor.Wait(gate);
            if (failure is not null) return;
            waiting.Add(runEvent);
            // The writer looks for more before it sleeps.
            if (waiting.Count == 1) Monitor.PulseAll(gate);
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.PulseAll(gate);
        }

        thread.Join();
    }

    void Write()
    {
        try
        {
            using var stream = made ?? Open();
            using var line = new EventLine();
            if (made is null) stream.Write(header().Write());
            while (Next() is { } events)
            {
                foreach (var runEvent in events) stream.Write(line.Write(runEvent));
                // To the system, so that the lines outlive this process.
                stream.Flush();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = e.Message;
            lock (gate) Monitor.PulseAll(gate);
            return;
        }

        if (runId.EndsWith("00", StringComparison.Ordinal)) RemoveOldest();
    }

    List<RunEvent>? Next()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (ended) return null;
                Monitor.Wait(gate);
            }

            var events = waiting;
            waiting = [];
            Monitor.PulseAll(gate);
            return events;
        }
    }

    FileStream Open()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Others may read what was said so far. Who may open it alone knows that this process is gone.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 16 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(folder, runId + Extension), options);
    }

    /// <summary>Where runs are made by the thousand and nobody looks at one, the oldest go: once in so many runs somebody counts.</summary>
    void RemoveOldest()
    {
        try
        {
            var files = Directory.GetFiles(folder, "*" + Extension);
            if (files.Length <= MostFiles) return;
            Array.Sort(files, StringComparer.Ordinal);
            foreach (var file in files.AsSpan(0, files.Length - MostFiles)) File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one tries it too.
        }
    }
}
