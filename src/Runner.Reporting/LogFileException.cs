namespace Runner.Reporting;

/// <summary>A log file cannot be written. The message says which and why, for the user.</summary>
public sealed class LogFileException : Exception
{
    internal LogFileException(string path, string why, Exception? inner = null)
        : base("Cannot write the log file '" + path + "': " + why, inner) => Path = path;

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }
}
