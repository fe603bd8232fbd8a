using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runner.Service.Logging;

/// <summary>How bad something is.</summary>
public enum ServiceLogLevel
{
    /// <summary>For who looks for a mistake.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Info,

    /// <summary>Something is wrong, and all goes on.</summary>
    Warning,

    /// <summary>Something does not go on.</summary>
    Error,
}

/// <summary>
/// What the service says of itself, an event a line: <c>2027-01-31 18:00:00.123Z info  run-started    workflow=check run=...</c>, or the same as a
/// JSON object. Who reads it no more stops nothing.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="json">Whether lines are JSON.</param>
/// <param name="least">What is less than this is left out.</param>
/// <param name="time">The clock.</param>
public sealed class ServiceLog(Stream output, bool json, ServiceLogLevel least, TimeProvider time)
{
    static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock gate = new();
    bool broken;

    /// <summary>Says that something happened.</summary>
    /// <param name="level">How bad it is.</param>
    /// <param name="name">What, in words joined by dashes.</param>
    /// <param name="fields">Of what; those without a value are left out.</param>
    public void Write(ServiceLogLevel level, string name, params ReadOnlySpan<(string Key, object? Value)> fields)
    {
        if (level < least) return;
        var line = json ? AsJson(level, name, fields) : AsText(level, name, fields);
        lock (gate)
        {
            if (broken) return;
            try
            {
                output.Write(line);
                output.Flush();
            }
            catch (IOException)
            {
                // The pipe's other end is gone; the runs go on, and the store has them.
                broken = true;
            }
        }
    }

    byte[] AsText(ServiceLogLevel level, string name, ReadOnlySpan<(string Key, object? Value)> fields)
    {
        var line = new StringBuilder(160);
        line.Append(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff}Z {Word(level),-5} {name,-16}");
        foreach (var (key, value) in fields)
        {
            if (value is null) continue;
            line.Append(' ').Append(key).Append('=').Append(Quoted(Text(value)));
        }

        return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
    }

    byte[] AsJson(ServiceLogLevel level, string name, ReadOnlySpan<(string Key, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartObject();
            writer.WriteString("time"u8, time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("level"u8, Word(level));
            writer.WriteString("event"u8, name);
            foreach (var (key, value) in fields)
            {
                switch (value)
                {
                    case null: break;
                    case int number: writer.WriteNumber(key, number); break;
                    case long number: writer.WriteNumber(key, number); break;
                    case TimeSpan duration: writer.WriteNumber(key + "_ms", (long)duration.TotalMilliseconds); break;
                    default: writer.WriteString(key, Text(value)); break;
                }
            }

            writer.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    static string Word(ServiceLogLevel level) => level switch
    {
        ServiceLogLevel.Debug => "debug",
        ServiceLogLevel.Info => "info",
        ServiceLogLevel.Warning => "warn",
        _ => "error",
    };

    static string Text(object value) => value switch
    {
        string text => text,
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
        TimeSpan duration => Workflows.Types.DurationText.Format(duration),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    static string Quoted(string text)
    {
        if (text.Length > 0 && !text.Any(c => c is ' ' or '"' or '=' || IsUnseen(c))) return text;
        var quoted = new StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\': quoted.Append('\\').Append(c); break;
                case '\n': quoted.Append("\\n"); break;
                default:
                    if (IsUnseen(c)) quoted.Append(c < 0x100 ? "\\x" : "\\u").Append(((int)c).ToString(c < 0x100 ? "x2" : "x4", CultureInfo.InvariantCulture));
                    else quoted.Append(c);
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    // What a terminal obeys, or what makes a line look like another one, such as a change of the direction of writing.
    static bool IsUnseen(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
