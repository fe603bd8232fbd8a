using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>
/// A run's events in a file, as <see cref="NdjsonReporter"/> writes them.
/// </summary>
/// <remarks>
/// A log belongs to one run: an earlier log of the same name is replaced, never continued. The new file is made beside it,
/// readable by its owner only, since responses may be confidential, and takes the name in one step; who still reads or
/// writes the old one keeps it whole. A file that is not a log is never replaced. Pipes and devices
/// (<c>/dev/fd/3</c>) are written to as they are.
/// </remarks>
public sealed class LogFile : IRunObserver, IDisposable
{
    readonly string path;
    readonly FileStream stream;
    readonly NdjsonReporter reporter;

    LogFile(string path, FileStream stream)
    {
        this.path = path;
        this.stream = stream;
        reporter = new(stream);
    }

    /// <summary>Why the log is incomplete: set when a write failed, such as on a full disk. Nothing is written after that.</summary>
    public LogFileException? WriteFailure { get; private set; }

    /// <summary>Makes the file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="LogFileException">It cannot be made, or something that is not a log is in its place.</exception>
    public static LogFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(path, LogFileStream.Open(path));
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        if (WriteFailure is not null) return;
        try
        {
            reporter.Observe(runEvent);
        }
        catch (IOException cause)
        {
            // An observer must not throw, and a full disk must not end the run: the caller asks WriteFailure at the end.
            WriteFailure = new(path, cause.Message, cause);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        reporter.Dispose();
        stream.Dispose();
    }
}
