using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Runner.Cli.Scripts;

/// <summary>
/// The streams between a script's process and the one that started it. They come as standard input and output, and are taken away from
/// there: what the script writes to the console, and the programs that it starts, must not end up between the words of the two.
/// </summary>
static partial class ScriptDescriptors
{
    const int DuplicateClosedInPrograms = 1030; // F_DUPFD_CLOEXEC
    const int ReadOnly = 0;

    /// <summary>Takes them. From now on standard input is empty, and standard output goes where errors go.</summary>
    public static (Stream Input, Stream Output) Take()
    {
        if (!OperatingSystem.IsLinux())
        {
            var taken = (Console.OpenStandardInput(), Console.OpenStandardOutput());
            Console.SetIn(TextReader.Null);
            Console.SetOut(Console.Error);
            return taken;
        }

        var input = Control(0, DuplicateClosedInPrograms, 3);
        var output = Control(1, DuplicateClosedInPrograms, 3);
        var nothing = Open("/dev/null", ReadOnly);
        if (input < 0 || output < 0 || nothing < 0 || Duplicate(nothing, 0) < 0 || Duplicate(2, 1) < 0) throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        _ = Close(nothing);
        return (new FileStream(new SafeFileHandle(input, ownsHandle: true), FileAccess.Read, bufferSize: 0), new DescriptorStream(output));
    }

    /// <summary>Has this process, and what it starts, be a session of its own: Ctrl-C in the terminal is for the one that started it, and all of them can be ended as one.</summary>
    public static bool BeginSession() => !OperatingSystem.IsWindows() && NewSession() > 0;

    /// <summary>Ends this process at once, and with it the session that it began.</summary>
    /// <param name="hasSession">Whether it began one.</param>
    public static void End(bool hasSession)
    {
        const int kill = 9;
        if (hasSession) _ = Signal(0, kill);
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        self.Kill();
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int NewSession();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
