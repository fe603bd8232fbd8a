namespace Runner.Cli.Inputs;

/// <summary>A pattern for hosts as it stands on a command line: itself, or <c>@FILE</c> with a name a line.</summary>
static class HostPattern
{
    /// <summary>The pattern.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is empty.</exception>
    public static string Read(string written, Surroundings around)
    {
        if (!written.StartsWith('@')) return written;
        try
        {
            var names = File.ReadLines(Path.Combine(around.WorkingDirectory, written[1..])).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
            return names.Count > 0 ? string.Join(',', names) : throw new UsageException($"{written}: the file names no host", "write a name a line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{written}: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}", "@FILE is a file with the name of a host a line");
        }
    }
}
