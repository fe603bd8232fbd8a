using Runner.Engine.Scripting;
using Runner.Sdk;

namespace Runner.Scripting.Isolation;

/// <summary>
/// What a script's process writes beside its events: lines of the script's log, such as those of <c>Console.WriteLine</c> and of programs that
/// it starts. The last words of a runtime that crashes are kept apart.
/// </summary>
sealed class ScriptOutput(RelayedSteps steps)
{
    // A log that nobody reads is no reason to fill a disk.
    const int MostLogged = 1024 * 1024;
    const int LongestLine = 16 * 1024;
    const int MostLastWords = 200;

    // What .NET begins with when it ends a process.
    static readonly string[] Crashes = ["Unhandled exception. ", "Unhandled exception: ", "Stack overflow.", "Process terminated.", "Out of memory.", "Fatal error.", "GC heap initialization failed"];

    readonly List<string> lastWords = [];
    int logged;
    bool dropped;

    /// <summary>What the runtime said before it ended; empty when it said nothing.</summary>
    public IReadOnlyList<string> LastWords
    {
        get
        {
            lock (lastWords) return [.. lastWords];
        }
    }

    /// <summary>Reads to the end. It does not throw.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancel)
    {
        var lines = new LinkLines(stream, LongestLine, cuts: true);
        try
        {
            while (await lines.ReadAsync(cancel).ConfigureAwait(false) is { } line) Take(line.TrimEnd('\r'));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // What was read until then is what there is.
        }
    }

    /// <summary>The process went on after what seemed to be its last words: they were the script's.</summary>
    public void LogLastWords()
    {
        foreach (var line in LastWords) Log(line);
    }

    void Take(string line)
    {
        lock (lastWords)
        {
            if (lastWords.Count > 0 || Array.Exists(Crashes, crash => line.StartsWith(crash, StringComparison.Ordinal)))
            {
                if (lastWords.Count < MostLastWords) lastWords.Add(line);
                return;
            }
        }

        Log(line);
    }

    void Log(string line)
    {
        if ((logged += line.Length + 1) <= MostLogged)
        {
            steps.Log(LogLevel.Info, line);
            return;
        }

        if (dropped) return;
        dropped = true;
        steps.Log(LogLevel.Warning, "the script's process writes more to its output than is logged; what follows is dropped. Large data belongs into a file");
    }
}
