using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>
/// Ends the masters of this process when it has ended in a way that left them, such as SIGKILL: a master whose command still runs would
/// otherwise stay as long as that. One small shell for the process, which waits for the end of a pipe that only this process holds open.
/// </summary>
static class OrphanWatch
{
    const string Script = """
        trap '' INT TERM HUP
        read -r nothing
        for socket in "$1"/m"$2"-*; do
          [ ! -S "$socket" ] || "$3" -F none -O exit -S "$socket" runner
        done

        """;

    static readonly Lock Starting = new();
    // Held for as long as the process lives: its end of the pipe is what the shell waits for.
    static Process? shell;

    /// <summary>Starts it, unless it runs.</summary>
    /// <exception cref="SshException">The system does not let it start.</exception>
    public static void Start(ControlFolder folder, string program, string target)
    {
        lock (Starting)
        {
            if (shell is { HasExited: false }) return;
            var process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "runner-ssh-watch", folder.Path, process, program])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path,
            };
            try
            {
                shell = Process.Start(start)!;
            }
            catch (Win32Exception cause)
            {
                throw new SshException(target, $"No connection to {target}: {start.FileName} cannot be started: {cause.Message.TrimEnd('.')}.", cause);
            }
        }
    }
}
