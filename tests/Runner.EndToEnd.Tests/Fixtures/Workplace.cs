using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Runner.EndToEnd.Tests.Fixtures;

/// <summary>A folder with workflows, and the program started in it.</summary>
sealed partial class Workplace : IDisposable
{
    /// <summary>Far longer than any test takes: a program that hangs is ended, and its test fails.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    readonly Dictionary<string, string?> variables = new() { ["NO_PROXY"] = "*" };

    public Workplace(string name = "runner-e2e-")
    {
        Folder = Directory.CreateTempSubdirectory(name).FullName;
        // Beside the folder, which some tests look at or may not write to. Nothing is to get into the state of whoever runs the tests.
        variables["XDG_STATE_HOME"] = State;
    }

    string State => Folder + ".state";

    public string Folder { get; }

    public string this[string path] => Path.Combine(Folder, path);

    public Workplace With(string variable, string? value)
    {
        variables[variable] = value;
        return this;
    }

    public Workplace Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllText(this[path], text);
        return this;
    }

    /// <summary>Runs the program to its end.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => RunProgramAsync(Repository.Program, arguments);

    public async Task<Ended> RunProgramAsync(string program, params string[] arguments)
    {
        using var running = Start(program, arguments);
        return await running.EndAsync();
    }

    /// <summary>Starts the program, for tests that have to do with it while it runs.</summary>
    public Running Start(params string[] arguments) => Start(Repository.Program, arguments);

    Running Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        if (Directory.Exists(State)) Directory.Delete(State, recursive: true);
    }

    internal sealed partial class Running(Process process) : IDisposable
    {
        readonly Task<string> error = process.StandardError.ReadToEndAsync();
        readonly StringBuilder read = new();

        /// <summary>Reads on until a line holds a text.</summary>
        public async Task SeeAsync(string text)
        {
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                read.Append(line).Append('\n');
                if (line.Contains(text, StringComparison.Ordinal)) return;
            }

            throw new InvalidOperationException($"the output ended without '{text}':\n{read}{await error}");
        }

        public void Interrupt() => Signal(2);

        public void Terminate() => Signal(15);

        /// <summary>What the system sends when a terminal is closed.</summary>
        public void HangUp() => Signal(1);

        public void Kill() => Signal(9);

        void Signal(int signal) => Kill(process.Id, signal).ShouldBe(0);

        public async Task<Ended> EndAsync()
        {
            try
            {
                var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
                await process.WaitForExitAsync().WaitAsync(Patience);
                return new(process.ExitCode, read + rest, await error);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
        private static partial int Kill(int process, int signal);
    }
}

/// <summary>How the program ended, and what it wrote.</summary>
sealed record Ended(int ExitCode, string Out, string Error)
{
    /// <summary>The output as events, one a line.</summary>
    public IReadOnlyList<JsonElement> Events => EventsOf(Out);

    public IEnumerable<JsonElement> Of(string type) => Events.Where(seen => seen.GetProperty("type").GetString() == type);

    public JsonElement Step(string id) => Of("step-finished").Single(step => step.GetProperty("step").GetProperty("path").GetString() == $"main/{id}");

    public static IReadOnlyList<JsonElement> EventsOf(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public void ShouldHaveNoTrace() => ShouldHaveNoTrace(Out + Error);

    /// <summary>A line of a stack trace, or one inside a JSON text.</summary>
    public static void ShouldHaveNoTrace(string text)
    {
        text.ShouldNotMatch(@"(?m)(^|\\n) *at [\w.<>`+]+\(");
        text.ShouldNotContain("Unhandled exception");
    }
}
