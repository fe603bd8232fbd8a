using System.Runtime.InteropServices;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>Signals to processes that are no children of this one, which .NET sends to none but its own.</summary>
static partial class Signals
{
    /// <summary>Ends a process that does not end by itself.</summary>
    public const int Kill = 9;

    /// <summary>Sends one; false when it was not delivered, and the error is the last of the platform's.</summary>
    public static bool Send(int process, int signal) => Deliver(process, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Deliver(int process, int signal);
}
