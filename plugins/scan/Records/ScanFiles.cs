using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Records;

/// <summary>Files with reports: read within bounds, written whole or not at all.</summary>
static class ScanFiles
{
    /// <summary>Some million ports with all that can be said of them.</summary>
    const int Largest = 512 * 1024 * 1024;

    /// <summary>A report from a file.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="input">The input that names it, for errors.</param>
    /// <exception cref="ActionInputException">There is none, it cannot be read, or it is no report.</exception>
    internal static ScanReport ReadReport(string path, string input)
    {
        var report = Read(path, input, ReportJson.Readable.ScanReport);
        // A list may still have null in it, and what is not written may be left out of one that a person edited.
        return report.Hosts.All(host => host is not null && host.Ports.All(port => port is not null) && host.Others.All(other => other is not null)) ? report : throw NoReport(path, input, null);
    }

    internal static T Read<T>(string path, string input, JsonTypeInfo<T> type) where T : class
    {
        RegularFile.Require(path, input);
        try
        {
            var bytes = RegularFile.Read(path, Largest) ?? throw new ActionInputException(input, $"`{input}` {path} is larger than {Words.Bytes(Largest)}.");
            return JsonSerializer.Deserialize(bytes, type) ?? throw NoReport(path, input, null);
        }
        catch (JsonException cause)
        {
            throw NoReport(path, input, cause);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ActionInputException(input, $"`{input}` {path}: there is no such file.", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ActionInputException(input, $"`{input}` {path} cannot be read: {cause.Message}", cause);
        }
    }

    /// <summary>Writes beside the file, and then in its place: a reader, or a machine that loses power, never has half of it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        PrivateFile.Replace(path, write);
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    internal static void Write<T>(string path, T value, JsonTypeInfo<T> type) => Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, value, type);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Writes a file that the user named.</summary>
    /// <exception cref="ActionInputException">It cannot be written, or something else than a file is there.</exception>
    internal static void WriteNamed(string path, string input, Action<Stream> write)
    {
        RegularFile.Require(path, input);
        try
        {
            Write(path, write);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ActionInputException(input, $"`{input}` {path} cannot be written: {(cause is FileNotFoundException or DirectoryNotFoundException ? "no file can be made there" : cause.Message)}", cause);
        }
    }

    static ActionInputException NoReport(string path, string input, JsonException? cause) => new(
        input, $"`{input}` {path} is no report of a scan{(cause is null ? "" : $" (line {cause.LineNumber + 1})")}: give a file that `runner scan --json` or the input `report` of scan.ports wrote.", cause);
}
