using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Runner.Workflows.Processes;

/// <summary>
/// A program and all processes that came of it, to be ended together. They are known by their parents, and by a variable in
/// their environment, which also those carry that left their parent and their session (setsid, nohup, a daemon).
/// </summary>
/// <param name="root">The program.</param>
/// <param name="marker">The value of <see cref="Marker"/> that it was started with, and nobody else was.</param>
public sealed partial class ProcessTree(Process root, string marker)
{
    /// <summary>The environment variable by which they are known.</summary>
    public const string Marker = "RUNNER_EXEC_ID";

    /// <summary>How long they may take to end on their own accord.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    const int Terminate = 15;
    const int Kill = 9;

    // Once seen, a process stays ours when its parent is gone.
    readonly HashSet<ProcessEntry> known = [];

    /// <summary>Asks every process to end (SIGTERM), and ends those that have not after a grace (SIGKILL).</summary>
    /// <returns>Those that could not be ended, where that is known.</returns>
    public async Task<IReadOnlyList<int>> EndAsync()
    {
        IReadOnlyList<int> living = [];
        if (OperatingSystem.IsLinux()) living = await EndFoundAsync().ConfigureAwait(false);
        else await EndByFrameworkAsync().ConfigureAwait(false);
        // Also takes its exit code from the system, so that no zombie is left.
        await Task.WhenAny(root.WaitForExitAsync(), Task.Delay(Grace)).ConfigureAwait(false);
        return living;
    }

    async Task<IReadOnlyList<int>> EndFoundAsync()
    {
        var asked = new HashSet<ProcessEntry>();
        if (await EndWithinGraceAsync(process =>
        {
            // Whoever starts another process on the way out has it asked too.
            if (asked.Add(process)) process.Signal(Terminate);
        }).ConfigureAwait(false)) return [];
        if (await EndWithinGraceAsync(process => process.Signal(Kill)).ConfigureAwait(false)) return [];
        return [.. Living().Select(process => process.Id)];
    }

    /// <summary>Does something to every process until none is left; false when some are after the grace.</summary>
    async Task<bool> EndWithinGraceAsync(Action<ProcessEntry> act)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = 5;
        while (true)
        {
            var living = Living();
            if (living.Count == 0) return true;
            if (Stopwatch.GetElapsedTime(started) > Grace) return false;
            foreach (var process in living) act(process);
            await Task.Delay(pause).ConfigureAwait(false);
            pause = Math.Min(pause * 2, 80);
        }
    }

    List<ProcessEntry> Living()
    {
        var all = ProcessEntry.ReadAll();
        var children = all.ToLookup(process => process.Parent);
        var found = new Stack<ProcessEntry>(all.Where(process => known.Contains(process) || (process.Id == root.Id && !root.HasExited) || process.HasVariable(Marker, marker)));
        var living = new HashSet<ProcessEntry>();
        while (found.TryPop(out var process))
        {
            if (!living.Add(process)) continue;
            foreach (var child in children[process.Id]) found.Push(child);
        }

        known.UnionWith(living);
        // Whoever waits for another is asked before it: a shell whose child is gone would go on before it hears that it shall end.
        return [.. living.OrderBy(process => process.Began).ThenBy(process => process.Id)];
    }

    async Task EndByFrameworkAsync()
    {
        if (!OperatingSystem.IsWindows())
        {
            if (!root.HasExited) _ = SendSignal(root.Id, Terminate);
            await Task.WhenAny(root.WaitForExitAsync(), Task.Delay(Grace)).ConfigureAwait(false);
        }

        try
        {
            root.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It ended in the meantime, which is what was wanted.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    /// <summary>A process of Linux: its number, and when it began, since numbers are used again.</summary>
    readonly record struct ProcessEntry(int Id, ulong Began)
    {
        public int Parent { get; private init; }

        public bool Equals(ProcessEntry other) => Id == other.Id && Began == other.Began;

        public override int GetHashCode() => HashCode.Combine(Id, Began);

        /// <summary>Every process of the system that has not ended.</summary>
        public static List<ProcessEntry> ReadAll()
        {
            var all = new List<ProcessEntry>();
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) is { } process) all.Add(process);
            }

            return all;
        }

        // One that has ended meanwhile cannot be told so, and one that may not be told is found living again.
        public void Signal(int signal) => _ = SendSignal(Id, signal);

        /// <summary>Whether the process was started with a variable; false also when nobody but its owner may know.</summary>
        public bool HasVariable(string name, string value)
        {
            try
            {
                return File.ReadAllBytes($"/proc/{Id}/environ").AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes($"{name}={value}")) >= 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }

        /// <summary>One process by proc_pid_stat(5); null when it is gone, or a zombie that waits for its parent.</summary>
        static ProcessEntry? Read(int id)
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{id}/stat");
                // The name, in parentheses, may hold anything, parentheses too.
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is "Z" or "X") return null;
                return new(id, ulong.Parse(fields[19], CultureInfo.InvariantCulture)) { Parent = int.Parse(fields[1], CultureInfo.InvariantCulture) };
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
