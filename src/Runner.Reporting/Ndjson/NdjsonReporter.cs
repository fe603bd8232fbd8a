using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>
/// A run as NDJSON (https://github.com/ndjson/ndjson-spec): one JSON object a line, in UTF-8 without a byte order mark,
/// flushed at the end of each line. docs/events.md and docs/events.schema.json describe the lines;
/// <see cref="NdjsonReader"/> reads them back.
/// </summary>
public sealed class NdjsonReporter : IRunObserver, IDisposable
{
    // Quotes, '<' and letters beyond ASCII stay readable; control characters (C0 and C1) are escaped by either encoder.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly Stream stream;
    readonly Utf8JsonWriter json;
    readonly LineBuffer line = new();

    /// <summary>Makes the reporter.</summary>
    /// <param name="stream">Where to write. It is flushed but not closed.</param>
    public NdjsonReporter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        json = new(line, Options);
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        line.Clear();
        json.Reset(line);
        EventWriter.Write(json, runEvent);
        json.Flush();
        line.EndLine();
        // In one write: a reader at the other end, and a process that dies, see whole lines.
        stream.Write(line.Written);
        stream.Flush();
    }

    /// <summary>Lets go of the buffers; every line has been flushed before.</summary>
    public void Dispose() => json.Dispose();
}
