using System.Text.Json;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;

namespace Runner.Reporting;

/// <summary>Reads the lines of <see cref="NdjsonReporter"/> back into events.</summary>
public static class NdjsonReader
{
    /// <summary>
    /// Reads all events, one after the other. Types that this version does not know are passed over, as are blank lines,
    /// and a last line that was cut off: the process died while writing it.
    /// </summary>
    /// <param name="reader">The lines.</param>
    /// <exception cref="EventFormatException">A line is not an event, or was written by a later, incompatible schema.</exception>
    public static IEnumerable<RunEvent> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ReadLines(reader);
    }

    static IEnumerable<RunEvent> ReadLines(TextReader reader)
    {
        var number = 0;
        for (var line = reader.ReadLine(); line is not null;)
        {
            var next = reader.ReadLine();
            number++;
            if (!string.IsNullOrWhiteSpace(line) && ReadNumbered(line, number, isLast: next is null) is { } runEvent) yield return runEvent;
            line = next;
        }
    }

    static RunEvent? ReadNumbered(string line, int number, bool isLast)
    {
        try
        {
            return EventLine.Read(line);
        }
        catch (EventFormatException cause)
        {
            if (isLast && cause.InnerException is JsonException) return null;
            throw new EventFormatException("Line " + Amounts.Number(number) + ": " + cause.Message, cause);
        }
    }
}
