using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runner.Engine.Events.Lines;

/// <summary>
/// An event as one line of JSON, the form in which it leaves a process and is kept; docs/events.md and docs/events.schema.json
/// describe it.
/// </summary>
public sealed class EventLine : IDisposable
{
    // Quotes, '<' and letters beyond ASCII stay readable; control characters (C0 and C1) are escaped by either encoder.
    static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The event's own levels around a value of the deepest kind, with room for what later versions add.
    static readonly JsonDocumentOptions Reading = new() { MaxDepth = ValueWriter.MaxDepth + 16 };

    readonly Utf8JsonWriter json;
    readonly LineBuffer line = new();

    /// <summary>A line to write events into, one after the other.</summary>
    public EventLine() => json = new(line, Writing);

    /// <summary>Writes an event. The answer, which ends with a line feed, holds until the next one is written.</summary>
    public ReadOnlySpan<byte> Write(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        line.Clear();
        json.Reset(line);
        EventWriter.Write(json, runEvent);
        json.Flush();
        line.EndLine();
        return line.Written;
    }

    /// <summary>Lets go of the buffers.</summary>
    public void Dispose() => json.Dispose();

    /// <summary>Reads a line.</summary>
    /// <returns>The event; null when its type is not known to this version.</returns>
    /// <exception cref="EventFormatException">The line is not an event, or was written by a later, incompatible schema.</exception>
    public static RunEvent? Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new EventFormatException("It is not a JSON object.");
            return EventReader.Read(new JsonFields(document.RootElement));
        }
        catch (JsonException cause)
        {
            throw new EventFormatException("It is not JSON: " + cause.Message, cause);
        }
    }
}
