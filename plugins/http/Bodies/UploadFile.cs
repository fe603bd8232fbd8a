using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A file to upload: found and measured now, opened each time that it is sent.</summary>
static class UploadFile
{
    /// <summary>The file's size.</summary>
    /// <exception cref="ActionInputException">There is no such file, it is a pipe or a device, or it may not be read.</exception>
    internal static long Measure(string path, string input)
    {
        if (Directory.Exists(path)) throw new ActionInputException(input, $"`{input}` {path} is a directory: name a file in it.");
        using var file = Open(path, input);
        return file.Length;
    }

    /// <inheritdoc cref="Measure"/>
    internal static FileStream Open(string path, string input)
    {
        RegularFile.Require(path, input);
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ActionInputException(
                input,
                cause is FileNotFoundException or DirectoryNotFoundException
                    ? $"`{input}` {path} does not exist: paths are relative to the workflow's folder."
                    : $"`{input}` {path} cannot be read: {cause.Message}",
                cause);
        }
    }
}
