using Runner.Reporting;

namespace Runner.Cli.Inputs;

/// <summary>The file of <c>--log-file</c>.</summary>
static class LogFiles
{
    /// <summary>Opens it; null when none is asked for.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static LogFile? Open(string? path, Surroundings around)
    {
        if (path is null) return null;
        try
        {
            return LogFile.Create(Path.Combine(around.WorkingDirectory, path));
        }
        catch (LogFileException e)
        {
            throw new UsageException($"--log-file {path}: {e.Message}", null);
        }
    }
}
