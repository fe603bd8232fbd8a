using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Runner.Tests.Schema;

/// <summary>The scripts of this folder, which ask a validator of JSON Schema and a language server. Tests of several projects start them.</summary>
static class NodeScript
{
    /// <summary>Far longer than any of them takes: one that hangs is ended, and its test fails.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>This folder.</summary>
    public static string Folder { get; } = FolderOf();

    /// <summary>What the validator finds wrong with each file: the places, as JSON pointers.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ValidateAsync(string schema, IEnumerable<string> files)
    {
        var answers = await RunAsync("validate.mjs", schema, files);
        return [.. answers.Select(answer => answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).ToList())];
    }

    /// <summary>What the language server answers to each question; the script tells of both.</summary>
    public static Task<IReadOnlyList<JsonElement>> AskLanguageServerAsync(string schema, IEnumerable<object> questions) =>
        RunAsync("language-server.mjs", schema, questions.Select(question => JsonSerializer.Serialize(question)));

    static async Task<IReadOnlyList<JsonElement>> RunAsync(string script, string schema, IEnumerable<string> lines)
    {
        Assert.SkipUnless(IsThere, "missing peer: node, with what `npm ci` installs in tests/schema");
        using var running = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, script), schema])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            var (output, error) = (running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
            var asked = lines.ToList();
            await running.StandardInput.WriteAsync(string.Join('\n', asked) + "\n");
            running.StandardInput.Close();
            await running.WaitForExitAsync().WaitAsync(Patience);
            running.ExitCode.ShouldBe(0, await error);
            var answers = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            answers.Count.ShouldBe(asked.Count);
            return answers;
        }
        finally
        {
            if (!running.HasExited) running.Kill(entireProcessTree: true);
        }
    }

    static bool IsThere => Directory.Exists(Path.Combine(Folder, "node_modules", "yaml-language-server"))
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "node")));

    static string FolderOf([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
