using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Runner.Workflows.Processes;
using Runner.Workflows.Types;

namespace Runner.Workflows.Inventories.Sources;

/// <summary>Runs the command of a dynamic inventory.</summary>
static class CommandRun
{
    /// <summary>The end of what it said is what tells why.</summary>
    const int MostShown = 600;

    const int MostErrors = 64 * 1024;

    /// <summary>What the command wrote.</summary>
    /// <exception cref="CommandRunException">It did not start, failed, took too long or wrote too much.</exception>
    public static string Output(CommandSource source)
    {
        var start = new ProcessStartInfo
        {
            // Without a folder in its name a program is looked for in the PATH; with one, from the configuration's folder.
            FileName = source.Command[0].AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) ? Path.GetFullPath(source.Command[0], source.Folder) : source.Command[0],
            WorkingDirectory = source.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in source.Command.Skip(1)) start.ArgumentList.Add(argument);
        var marker = Guid.NewGuid().ToString("N");
        start.Environment[ProcessTree.Marker] = marker;
        using var process = Start(start, source.Command[0]);
        using var limit = new CancellationTokenSource(source.Timeout);
        process.StandardInput.Close();
        var output = ReadAsync(process.StandardOutput.BaseStream, InventoryLimits.CommandOutput, limit.Cancel, limit.Token);
        var errors = ReadAsync(process.StandardError.BaseStream, MostErrors, null, limit.Token);
        try
        {
            Task.WhenAll(output, errors, process.WaitForExitAsync(limit.Token)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            var hasEnded = process.HasExited;
            var left = new ProcessTree(process, marker).EndAsync().GetAwaiter().GetResult();
            var living = left.Count == 0 ? "" : $"; these processes that it started could not be ended: {string.Join(", ", left)}";
            if (output is { IsCompletedSuccessfully: true, Result: null })
                throw new CommandRunException($"it wrote more than {InventoryLimits.CommandOutput / 1048576} MiB{living}", "have it write fewer hosts or variables");
            var limited = DurationText.Format(source.Timeout);
            throw hasEnded
                ? new CommandRunException($"it ended, but a process that it started held its output open for longer than {limited}{Said(errors)}{living}", "what goes on running should have its output redirected")
                : new CommandRunException($"it took longer than {limited}{Said(errors)}{living}", "raise its `timeout`, or have it answer from a cache");
        }

        if (process.ExitCode != 0) throw new CommandRunException($"it ended with exit code {process.ExitCode}{Said(errors)}", null);
        return output.Result!;
    }

    static Process Start(ProcessStartInfo start, string name)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandRunException(File.Exists(start.FileName) ? $"{name} cannot be started: {e.Message}" : $"there is no program {name}",
                File.Exists(start.FileName) ? "a script needs the right to be run (chmod +x) and a first line such as #!/usr/bin/env python3" : $"a program of the PATH is written by its name alone, one beside runner.yaml as ./{Path.GetFileName(name)}");
        }
    }

    /// <summary>The text up to a limit. Past it, what follows is read and dropped, or, where somebody wants to know, the answer is null.</summary>
    static async Task<string?> ReadAsync(Stream stream, int most, Action? onTooMuch, CancellationToken cancel)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            if (kept.Length + read <= most)
            {
                kept.Write(buffer, 0, read);
            }
            else if (onTooMuch is not null)
            {
                onTooMuch();
                return null;
            }
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }

    static string Said(Task<string?> errors)
    {
        if (errors is not { IsCompletedSuccessfully: true, Result: { } text } || text.Trim() is not { Length: > 0 } said) return "";
        return $": {(said.Length <= MostShown ? said : $"…{said[^MostShown..]}")}";
    }
}

/// <summary>The command of a dynamic inventory gave no answer.</summary>
/// <param name="message">Why.</param>
/// <param name="help">What would help; null when the message says it.</param>
sealed class CommandRunException(string message, string? help) : Exception(message)
{
    public string? Help { get; } = help;
}
