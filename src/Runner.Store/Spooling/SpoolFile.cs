using System.Text;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Store.Recording;

namespace Runner.Store.Spooling;

/// <summary>How far a recorded run has been read.</summary>
sealed class SpoolFile
{
    public RunHeader? Header { get; private set; }

    public RunModel Model { get; } = new();

    /// <summary>What is not in the store yet.</summary>
    public List<EventRow> Events { get; } = [];

    public long Offset { get; set; }

    public long? LastAt { get; private set; }

    public bool IsOver { get; private set; }

    public bool IsInterrupted { get; set; }

    /// <summary>Whether the store knows the run.</summary>
    public bool IsKnown { get; set; }

    public void Add(string line)
    {
        if (Header is null)
        {
            Header = RunHeader.Read(line);
            LastAt = Header.Time.ToUnixTimeMilliseconds();
            return;
        }

        if (EventLine.Read(line) is not { } runEvent) return;
        Model.Add(runEvent);
        Events.Add(new(runEvent.Sequence, RunJournal.TypeOf(line), line));
        LastAt = runEvent.Time.ToUnixTimeMilliseconds();
        IsOver = runEvent is RunFinished;
    }
}

/// <summary>Reads whole lines: of the last one, a process that died may have written a part.</summary>
sealed class LineReader(Stream stream) : IDisposable
{
    byte[] buffer = new byte[64 * 1024];
    int start, end;

    /// <summary>How many bytes were read from the stream that no line has given.</summary>
    public int Unread => end - start;

    public string? Next()
    {
        for (var searched = start; ;)
        {
            var found = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, start, searched + found - start);
                start = searched + found + 1;
                return line;
            }

            searched = end;
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (searched, end, start) = (searched - start, end - start, 0);
            }

            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0) return null;
            end += read;
        }
    }

    public void Dispose() => buffer = [];
}
