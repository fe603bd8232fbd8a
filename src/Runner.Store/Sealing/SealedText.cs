using System.Buffers;
using System.Text;
using System.Text.Json;
using Runner.Engine.Durability;
using Runner.Engine.Events.Lines;
using Runner.Workflows.Values;

namespace Runner.Store.Sealing;

/// <summary>What is sealed, as text, and what it belongs to.</summary>
static class SealedText
{
    public static string InputsOf(string run) => run + "\ninputs";

    public static string StepOf(string run, string path) => run + "\nstep\n" + path;

    public static string Write(Value result, Value outputs)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            ValueWriter.Write(json, result);
            ValueWriter.Write(json, outputs);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static SealedValues Read(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ValueWriter.MaxDepth + 16 });
        return new(ValueReader.Read(document.RootElement[0]), ValueReader.Read(document.RootElement[1]));
    }
}
