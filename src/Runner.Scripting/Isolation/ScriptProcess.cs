using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Runner.Engine.Scripting;
using Runner.Workflows.Processes;

namespace Runner.Scripting.Isolation;

/// <summary>The process that a script has for itself.</summary>
sealed class ScriptProcess : IDisposable
{
    /// <summary>The limit of a .NET process for the memory of its objects, in bytes, hexadecimal.</summary>
    public const string MemoryVariable = "DOTNET_GCHeapHardLimit";

    /// <summary>How long a process may take that has nothing more to do, and its output to be read.</summary>
    static readonly TimeSpan Leaving = TimeSpan.FromSeconds(2);

    readonly Process process;
    readonly ProcessTree tree;
    readonly SemaphoreSlim speaking = new(1);

    ScriptProcess(Process process, string marker)
    {
        this.process = process;
        tree = new(process, marker);
        Lines = new(process.StandardOutput.BaseStream, Words.Longest, cuts: false);
    }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>What it says.</summary>
    public LinkLines Lines { get; }

    /// <summary>What it and the programs that it starts write to their output and errors.</summary>
    public Stream Output => process.StandardError.BaseStream;

    /// <exception cref="ScriptException">The system does not start it.</exception>
    public static ScriptProcess Start(HostProgram program, ScriptIsolation isolation)
    {
        var marker = Guid.NewGuid().ToString("N");
        var start = new ProcessStartInfo(program.FileName)
        {
            WorkingDirectory = program.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        foreach (var argument in program.Arguments) start.ArgumentList.Add(argument);
        start.Environment[ProcessTree.Marker] = marker;
        if (isolation.Memory is { } memory) start.Environment[MemoryVariable] = memory.ToString("X", CultureInfo.InvariantCulture);
        try
        {
            return new(Process.Start(start)!, marker);
        }
        catch (Win32Exception e)
        {
            throw new ScriptException(new("script", $"a process for the script cannot be started: {e.Message}"), e);
        }
    }

    /// <summary>Says something to it. One that is gone does not hear it, which is told when its lines end.</summary>
    public async Task SayAsync(byte[] line)
    {
        await speaking.WaitAsync().ConfigureAwait(false);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(line).ConfigureAwait(false);
            await process.StandardInput.BaseStream.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Gone: reading tells.
        }
        finally
        {
            speaking.Release();
        }
    }

    /// <summary>Ends it with all that it started.</summary>
    public Task KillAsync() => tree.EndAsync();

    /// <summary>Waits until it has left, and sees to it when it does not.</summary>
    /// <param name="output">Reads its output to the end.</param>
    /// <returns>Its exit code; 128 and the number of the signal that ended it.</returns>
    public async Task<int> LeaveAsync(Task output)
    {
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Leaving)).ConfigureAwait(false);
        if (!process.HasExited) await KillAsync().ConfigureAwait(false);

        // A program that the script left running may hold it open for ever.
        await Task.WhenAny(output, Task.Delay(Leaving)).ConfigureAwait(false);
        return process.HasExited ? process.ExitCode : 128 + 9;
    }

    public void Dispose() => process.Dispose();
}
