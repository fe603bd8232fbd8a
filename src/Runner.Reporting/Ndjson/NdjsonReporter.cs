using System.Buffers;
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
    // A response of many megabytes should not keep its buffer for the rest of the run.
    const int MaxKeptBuffer = 1024 * 1024;

    // Quotes, '<' and letters beyond ASCII stay readable; control characters (C0 and C1) are escaped by either encoder.
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly Stream stream;
    readonly Utf8JsonWriter json;
    ArrayBufferWriter<byte> buffer = new(1024);

    /// <summary>Makes the reporter.</summary>
    /// <param name="stream">Where to write. It is flushed but not closed.</param>
    public NdjsonReporter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        this.stream = stream;
        json = new(buffer, Options);
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        EventWriter.Write(json, runEvent);
        json.Flush();
        buffer.Write("\n"u8);
        // In one write: a reader at the other end, and a process that dies, see whole lines.
        stream.Write(buffer.WrittenSpan);
        stream.Flush();
        if (buffer.Capacity > MaxKeptBuffer) buffer = new(1024);
    }

    /// <summary>Lets go of the buffers; every line has been flushed before.</summary>
    public void Dispose() => json.Dispose();
}
