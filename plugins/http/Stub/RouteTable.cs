using System.Buffers;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>Finds what to answer: the first route that matches.</summary>
sealed class RouteTable(IReadOnlyList<StubRoute> routes)
{
    readonly RouteSequence[] sequences = [.. routes.Select(route => new RouteSequence(route))];

    internal StubAnswer Answer(string method, string path)
    {
        List<string>? allowed = null;
        foreach (var sequence in sequences)
        {
            if (!sequence.MatchesPath(path)) continue;
            if (sequence.MatchesMethod(method)) return sequence.Next();
            (allowed ??= []).Add(sequence.Method!.ToUpperInvariant());
        }
        return allowed is null
            ? Error(404, $"No route matches {method} {path}.", [])
            : Error(405, $"{path} does not take {method}.", [new("Allow", string.Join(", ", allowed.Distinct()))]);
    }

    /// <summary>An answer that says what is wrong, and what there is.</summary>
    StubAnswer Error(int status, string message, KeyValuePair<string, string>[] headers)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("error", message);
            json.WriteStartArray("routes");
            foreach (var sequence in sequences) json.WriteStringValue(sequence.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return new(status, [.. headers, new("Content-Type", "application/json")], body.WrittenMemory);
    }
}
