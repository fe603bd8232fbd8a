using Runner.Engine.Events;
using Runner.Engine.Events.Lines;

namespace Runner.Reporting;

/// <summary>
/// A run as NDJSON (https://github.com/ndjson/ndjson-spec): one JSON object a line, in UTF-8 without a byte order mark,
/// flushed at the end of each line. docs/events.md and docs/events.schema.json describe the lines;
/// <see cref="NdjsonReader"/> reads them back.
/// </summary>
public sealed class NdjsonReporter : IRunObserver, IDisposable
{
    readonly Stream stream;
    readonly EventLine line = new();

    /// <summary>Makes the reporter.</summary>
    /// <param name="stream">Where to write. It is flushed but not closed.</param>
    public NdjsonReporter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        // In one write: a reader at the other end, and a process that dies, see whole lines.
        stream.Write(line.Write(runEvent));
        stream.Flush();
    }

    /// <summary>Lets go of the buffers; every line has been flushed before.</summary>
    public void Dispose() => line.Dispose();
}
