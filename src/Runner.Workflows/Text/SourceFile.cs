using System.Text;
using Microsoft.Win32.SafeHandles;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Text;

/// <summary>Reads source files, and says plainly why one cannot be read.</summary>
public static class SourceFile
{
    static readonly TimeSpan PipeWait = TimeSpan.FromSeconds(2);

    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's text; null when it cannot be had, and a diagnostic says why.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="diagnostics">Takes the reason.</param>
    /// <param name="shownAs">The path as the user wrote it, for messages; null when it is the same.</param>
    public static SourceText? Read(string path, DiagnosticBag diagnostics, string? shownAs = null) => Read(path, diagnostics, shownAs, YamlLimits.FileSize, "workflow");

    /// <summary>The text of a file that may be larger, or is something else than a workflow.</summary>
    internal static SourceText? Read(string path, DiagnosticBag diagnostics, string? shownAs, int most, string what)
    {
        shownAs ??= path;
        var nowhere = new SourceLocation(new(shownAs, ""), default);
        byte[] bytes;
        try
        {
            using var file = Open(path);
            if (file is null)
            {
                diagnostics.Error(DiagnosticCodes.Unreadable, nowhere, "this is a pipe that nobody writes to, not a file");
                return null;
            }

            var length = RandomAccess.GetLength(file);
            if (length > most)
            {
                diagnostics.Error(DiagnosticCodes.TooLarge, nowhere, $"the file has {length / 1048576.0:0.#} MiB; the most is {most / 1048576} MiB", $"is this really {Article(what)}?");
                return null;
            }

            bytes = new byte[length];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(read), read) is > 0 and var n) read += n;
            // It may have been cut short meanwhile.
            Array.Resize(ref bytes, read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            diagnostics.Error(DiagnosticCodes.Unreadable, nowhere, e switch
            {
                FileNotFoundException or DirectoryNotFoundException when Directory.Exists(path) => "this is a folder, not a file",
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException when Directory.Exists(path) => "this is a folder, not a file",
                UnauthorizedAccessException => "you may not read this file",
                NotSupportedException => "this is a pipe or a device, not a file",
                _ => $"the file cannot be read: {e.Message}",
            });
            return null;
        }

        return Decode(bytes, new(shownAs, "") { FullPath = Path.GetFullPath(path) }, diagnostics, what);
    }

    /// <summary>The text of a stream, such as standard input; null when it cannot be had, and a diagnostic says why.</summary>
    /// <param name="stream">The stream; it is read to its end, or to the limit.</param>
    /// <param name="diagnostics">Takes the reason.</param>
    /// <param name="shownAs">What messages call it.</param>
    public static SourceText? Read(Stream stream, DiagnosticBag diagnostics, string shownAs)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length <= YamlLimits.FileSize) continue;
            diagnostics.Error(DiagnosticCodes.TooLarge, new(new(shownAs, ""), default), $"there is more than {YamlLimits.FileSize / 1048576} MiB", "is this really a workflow?");
            return null;
        }

        return Decode(bytes.ToArray(), new(shownAs, ""), diagnostics);
    }

    static string Article(string what) => what[0] is 'a' or 'i' ? "an " + what : "a " + what;

    static SourceText? Decode(byte[] bytes, SourceText nothing, DiagnosticBag diagnostics, string what = "workflow")
    {
        try
        {
            var text = StrictUtf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
            if (!text.Contains('\0', StringComparison.Ordinal)) return new(nothing.Path, text) { FullPath = nothing.FullPath };
        }
        catch (DecoderFallbackException)
        {
            // Falls through to the same message as a NUL byte: both mean that this is no UTF-8 text.
        }

        diagnostics.Error(DiagnosticCodes.NotText, new(nothing, default), "the file is not UTF-8 text",
            bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] ? "it is UTF-16; save it as UTF-8" : what == "workflow" ? "a workflow is a YAML file, saved as UTF-8" : $"{Article(what)} is a text file, saved as UTF-8");
        return null;
    }

    /// <summary>Opens a file; null when that would wait for ever, as a pipe without a writer does.</summary>
    /// <remarks>A pipe cannot be told from an empty file before it is opened, but it has no length, so the others need not wait.</remarks>
    static SafeFileHandle? Open(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 }) return OpenNow();
        // A thread of its own, since it may stay blocked, and since the pool may be busy.
        var opening = Task.Factory.StartNew(OpenNow, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return Task.WaitAny([opening], PipeWait) == 0 ? opening.GetAwaiter().GetResult() : null;

        SafeFileHandle OpenNow() => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, FileOptions.SequentialScan);
    }
}
