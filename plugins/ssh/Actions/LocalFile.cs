using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>Files of this machine that inputs name.</summary>
static class LocalFile
{
    /// <summary>What is written is not kept back: a disk that is full is to fail whoever writes, and not whoever closes the file.</summary>
    const int BufferSize = 64 * 1024;

    /// <exception cref="ActionInputException">It cannot be read.</exception>
    public static FileStream OpenRead(string path, string input, ActionContext context) => Open(path, input, context, "read", FileMode.Open, FileAccess.Read);

    /// <summary>Opens a file to be written from its beginning; there is nothing in it then. Folders above it are made.</summary>
    /// <exception cref="ActionInputException">It cannot be written.</exception>
    public static FileStream Create(string path, string input, ActionContext context) => Open(path, input, context, "written", FileMode.Create, FileAccess.Write);

    static FileStream Open(string path, string input, ActionContext context, string verb, FileMode mode, FileAccess access)
    {
        var full = RegularFile.FullPath(path, context.BaseDirectory, input);
        RegularFile.Require(full, input);
        try
        {
            if (mode == FileMode.Create) Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            return new(full, mode, access, FileShare.Read, mode == FileMode.Create ? 0 : BufferSize, FileOptions.Asynchronous);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            var why = cause is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : cause is UnauthorizedAccessException ? "access is denied" : cause.Message;
            throw new ActionInputException(input, $"`{input}` {full} cannot be {verb}: {why}.", cause);
        }
    }
}
