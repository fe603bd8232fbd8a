using System.Text.Json;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Workflows.Values;

namespace Runner.Engine.Tests.Durability;

/// <summary>
/// A journal in two files: the lines of events, and what was sealed. It may stop taking anything at an event, as one whose process is
/// killed there; what nobody had waited for is lost then, or is not.
/// </summary>
sealed class FileJournal(string folder, long diesAt = long.MaxValue, bool losesUnkept = false) : IRunJournal, IDisposable
{
    readonly string events = Path.Combine(folder, "events.jsonl");
    readonly string values = Path.Combine(folder, "sealed.jsonl");
    readonly EventLine line = new();
    readonly List<(string File, string Line)> pending = [];
    readonly Lock gate = new();
    bool dead;

    /// <summary>How often the run waited.</summary>
    public int Waits { get; private set; }

    public void Observe(RunEvent runEvent)
    {
        lock (gate)
        {
            if (dead || runEvent.Sequence >= diesAt) throw Died();
            pending.Add((events, System.Text.Encoding.UTF8.GetString(line.Write(runEvent)).TrimEnd('\n')));
            if (!losesUnkept) Flush();
        }
    }

    public void Seal(string path, Value result, Value outputs)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            json.WriteStringValue(path);
            ValueWriter.Write(json, result);
            ValueWriter.Write(json, outputs);
            json.WriteEndArray();
        }

        lock (gate) pending.Add((values, System.Text.Encoding.UTF8.GetString(bytes.ToArray())));
    }

    public async ValueTask KeptAsync(CancellationToken cancel)
    {
        await Task.Yield();
        lock (gate)
        {
            if (dead) throw Died();
            Waits++;
            Flush();
        }
    }

    RunSuspendedException Died()
    {
        dead = true;
        return new("the journal is gone");
    }

    void Flush()
    {
        foreach (var (file, text) in pending) File.AppendAllText(file, text + "\n");
        pending.Clear();
    }

    public void Dispose() => line.Dispose();

    /// <summary>What the files say.</summary>
    public static IReadOnlyList<RunEvent> EventsIn(string folder) =>
        File.Exists(Path.Combine(folder, "events.jsonl")) ? [.. File.ReadAllLines(Path.Combine(folder, "events.jsonl")).Select(text => EventLine.Read(text)!)] : [];

    /// <summary>The history in the files, with what was sealed or as one who lacks the key has it.</summary>
    public static RunHistory HistoryIn(string folder, bool hasKey = true)
    {
        var known = new Dictionary<string, SealedValues?>();
        if (File.Exists(Path.Combine(folder, "sealed.jsonl")))
        {
            foreach (var text in File.ReadAllLines(Path.Combine(folder, "sealed.jsonl")))
            {
                using var json = JsonDocument.Parse(text, new() { MaxDepth = 200 });
                known[json.RootElement[0].GetString()!] = hasKey ? new(ValueReader.Read(json.RootElement[1]), ValueReader.Read(json.RootElement[2])) : null;
            }
        }

        return RunHistory.Of(EventsIn(folder), known);
    }
}
