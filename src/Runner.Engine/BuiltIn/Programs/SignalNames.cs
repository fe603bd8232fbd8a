namespace Runner.Engine.BuiltIn.Programs;

/// <summary>The names of signals; these numbers are the same on every Unix that .NET runs on.</summary>
public static class SignalNames
{
    /// <summary>The signal that an exit code stands for; null when it stands for none.</summary>
    public static string? OfExitCode(int exitCode) => (exitCode - 128) switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        _ => null,
    };
}
