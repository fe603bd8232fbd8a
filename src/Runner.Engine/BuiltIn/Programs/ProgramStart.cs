using System.ComponentModel;
using System.Diagnostics;
using Runner.Sdk;
using Runner.Workflows.Processes;

namespace Runner.Engine.BuiltIn.Programs;

/// <summary>How <c>exec</c> starts its program, and what a failure to start means.</summary>
static class ProgramStart
{
    const int NotPermitted = 13;
    const int NotFound = 2;
    const int NotAProgram = 8;
    const int TooLong = 7;

    /// <exception cref="ActionInputException">There is no such program or folder, or something cannot be passed to a program.</exception>
    public static ProcessStartInfo Of(Exec exec, string baseDirectory, IEnumerable<string> secretNames, string marker)
    {
        if (exec.Command is not [var program, ..] || program.Length == 0) throw new ActionInputException("command", "it names no program");
        var start = new ProcessStartInfo
        {
            WorkingDirectory = DirectoryOf(exec.Directory, baseDirectory),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        if (!exec.InheritEnv) start.Environment.Clear();
        foreach (var secret in secretNames) start.Environment.Remove(secret);
        foreach (var (name, value) in exec.Env ?? new Dictionary<string, string?>())
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')) throw new ActionInputException($"env.{name}", "an environment variable cannot have this name");
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = WithoutNul(value, $"env.{name}");
        }

        start.Environment[ProcessTree.Marker] = marker;
        foreach (var argument in exec.Command.Skip(1)) start.ArgumentList.Add(WithoutNul(argument, "command"));
        start.FileName = ProgramPath.Find(WithoutNul(program, "command"), start.WorkingDirectory, start.Environment.TryGetValue("PATH", out var path) ? path : null);
        return start;
    }

    /// <exception cref="ActionInputException">The system cannot start it.</exception>
    public static Process Start(ProcessStartInfo start, string program)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (!OperatingSystem.IsWindows())
        {
            throw new ActionInputException("command", e.NativeErrorCode switch
            {
                NotPermitted => $"`{program}` may not be started: {start.FileName}: permission denied",
                // The file is there, or it would not have been found: what is missing is who should read it.
                NotFound => $"`{program}` cannot be started: the interpreter that the first line of {start.FileName} names (#!) does not exist",
                NotAProgram => $"`{program}` cannot be started: {start.FileName} is neither a program for this machine nor a script with a first line such as #!/bin/sh",
                TooLong => $"`{program}` cannot be started: its arguments and environment are longer than the system takes; pass long texts by `stdin`",
                _ => $"`{program}` cannot be started: {new Win32Exception(e.NativeErrorCode).Message}",
            }, e);
        }
        catch (Win32Exception e)
        {
            throw new ActionInputException("command", $"`{program}` cannot be started: {e.Message}", e);
        }
    }

    static string DirectoryOf(string? directory, string baseDirectory)
    {
        if (string.IsNullOrEmpty(directory)) return baseDirectory;
        var path = Path.GetFullPath(WithoutNul(directory, "directory"), baseDirectory);
        if (Directory.Exists(path)) return path;
        throw new ActionInputException("directory", File.Exists(path) ? $"{path} is a file, not a folder" : $"there is no folder {path}");
    }

    // The system would end the text there, without a word.
    static string WithoutNul(string text, string input) =>
        text.Contains('\0') ? throw new ActionInputException(input, "a program cannot be given a text with the character U+0000 in it") : text;
}
