using System.Text.Json;

namespace Runner.Workflows.Values;

/// <summary>Why a text is not JSON, in words for people who do not know the reader: its messages speak of its options and count from 0.</summary>
public static class JsonProblem
{
    /// <summary>The reason, without a full stop.</summary>
    public static string Reason(JsonException problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var message = problem.Message;
        if (message.StartsWith("Expected depth to be zero", StringComparison.Ordinal)) return "an object or array is not closed";
        if (message.Contains("does not contain any JSON tokens", StringComparison.Ordinal)) return "the text is empty";
        if (message.Contains("trailing comma", StringComparison.Ordinal)) return "a comma stands after the last item";
        var place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (place >= 0) message = message[..place];
        // The first sentence says it; quoted text may hold a full stop of its own, but none with a capital letter after it.
        for (var stop = message.IndexOf(". ", StringComparison.Ordinal); stop >= 0; stop = message.IndexOf(". ", stop + 1, StringComparison.Ordinal))
        {
            if (stop + 2 < message.Length && char.IsAsciiLetterUpper(message[stop + 2])) return message[..stop];
        }

        return message.TrimEnd('.');
    }

    /// <summary>Where, from 1: the line, and the byte in it. Null when that is not known.</summary>
    public static (long Line, long Byte)? Place(JsonException problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem is { LineNumber: { } line, BytePositionInLine: { } at } ? (line + 1, at + 1) : null;
    }
}
