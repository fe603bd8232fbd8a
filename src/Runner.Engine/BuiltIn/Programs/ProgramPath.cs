using Runner.Sdk;
using Runner.Workflows.Diagnostics;

namespace Runner.Engine.BuiltIn.Programs;

/// <summary>
/// Finds a program as a shell does: a name without a slash on the PATH, nothing else. The framework would look into the
/// working folder first, where a checked-out repository could put a program of any name.
/// </summary>
static class ProgramPath
{
    const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <param name="program">As the workflow names it.</param>
    /// <param name="directory">Where the program will start: what a relative path is relative to.</param>
    /// <param name="path">The PATH that the program gets; null for Runner's own.</param>
    /// <exception cref="ActionInputException">There is none.</exception>
    public static string Find(string program, string directory, string? path)
    {
        if (OperatingSystem.IsWindows()) return program;
        if (program.Contains('/')) return Named(Path.GetFullPath(program, directory), program);
        var folders = (path ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':', StringSplitOptions.RemoveEmptyEntries);
        string? unusable = null;
        foreach (var folder in folders)
        {
            var file = Path.Combine(Path.GetFullPath(folder, directory), program);
            if (!File.Exists(file)) continue;
            if (IsExecutable(file)) return file;
            unusable ??= file;
        }

        throw new ActionInputException("command", unusable is not null ? NotExecutable(program, unusable) : $"there is no program `{program}` {Hint(program, directory, folders)}");
    }

    static string Named(string file, string program)
    {
        if (Directory.Exists(file)) throw new ActionInputException("command", $"`{program}` is a folder, not a program: {file}");
        if (!File.Exists(file)) throw new ActionInputException("command", $"there is no program {file}{(program.Contains(' ') ? "; `command` is a list, the program and each argument on its own" : "")}");
        return IsExecutable(file) ? file : throw new ActionInputException("command", NotExecutable(program, file));
    }

    // Windows has no such mode, and has returned before.
    static bool IsExecutable(string file) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != 0;

    static string NotExecutable(string program, string file) => $"`{program}` may not be executed: {file}; `chmod +x` allows it";

    static string Hint(string program, string directory, string[] folders)
    {
        if (program.AsSpan().ContainsAny(' ', '\t')) return "on the PATH; `command` is a list, the program and each argument on its own";
        if (File.Exists(Path.Combine(directory, program))) return $"on the PATH; the one in the working folder is `./{program}`";
        var known = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)));
        return DidYouMean.Suggest(program, known) is { } near ? $"on the PATH; did you mean `{near}`?" : $"on the PATH ({string.Join(':', folders)}); install it, or write its path";
    }
}
